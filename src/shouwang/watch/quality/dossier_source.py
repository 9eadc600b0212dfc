"""The dossier tables out of the registry: by COPY, never a Python object per row.

Row security applies: the caller's scope must be entered, and what it hides is not in the tables.
Identity and certificate numbers are decrypted some thousands at a time and leave as flags.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.db import connection

from shouwang.engine import Facts, read_facts
from shouwang.engine.facts.dossier import DOSSIER
from shouwang.engine.facts.reading import standard_type
from shouwang.engine.facts.standard import Role
from shouwang.kernel.crypto import sealing
from shouwang.kernel.periods import add_months
from shouwang.kernel.regioncode import LENGTH
from shouwang.watch.quality import dossier_sql, identities

BATCH = 20_000
IDENTITY, CERTIFICATE = "registry_person.identity", "registry_person.disability_number"
Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Reach:
    """What is read: villages under `prefix` on a day, dated rows so many months back.

    `household` is the key of the only one that is read, or None.
    """

    prefix: str
    on: date
    months: int
    household: int | None = None

    @property
    def parameters(self) -> dict[str, Any]:
        """The statements' parameters."""
        return {
            "low": self.prefix.ljust(LENGTH, "0"),
            "high": self.prefix.ljust(LENGTH, "9"),
            "on": self.on,
            "since": add_months(self.on, -self.months),
            "household": self.household,
        }


@contextmanager
def dossiers(
    reach: Reach, tables: set[str], report: Report = lambda table: None
) -> Iterator[Facts]:
    """The wanted tables as Parquet in a directory that is gone afterwards.

    `households` and `persons` are always there; `report` is told each table before it is read.
    """
    settings.DATA.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".quality-", dir=settings.DATA) as folder:
        directory = Path(folder)
        for name in sorted(tables & dossier_sql.FACTS.keys()):
            report(name)
            _facts(name, reach, directory)
        report("persons")
        _persons(reach, directory)
        report("households")
        _copy(dossier_sql.HOUSEHOLDS, "households", _names("households"), reach, directory)
        yield read_facts(directory, DOSSIER)


def _names(table: str) -> list[str]:
    return list(DOSSIER.tables[table].names)


def _facts(name: str, reach: Reach, directory: Path) -> None:
    _copy(dossier_sql.FACTS[name], name, _names(name), reach, directory)


def _persons(reach: Reach, directory: Path) -> None:
    statement = dossier_sql.persons(alone=reach.household is not None)
    with tempfile.TemporaryDirectory(dir=directory, prefix=".persons-") as folder:
        plain = _copy(statement, "persons", dossier_sql.PERSON_COLUMNS, reach, Path(folder))
        numbers = pl.concat([identities.flags(_NOBODY), *_flags(reach)]).lazy()
        joined = pl.scan_parquet(plain).join(numbers, on="person_id", how="left")
        flags = [name for name in identities.FLAGS if not name.endswith("_length")]
        joined.with_columns(pl.col(flags).fill_null(False)).select(_names("persons")).sink_parquet(
            directory / "persons.parquet"
        )


_NOBODY = pl.DataFrame(schema=identities.SCHEMA)


def _flags(reach: Reach) -> Iterator[pl.DataFrame]:
    """Flags of a few thousand persons at a time; no text outlives its part."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(dossier_sql.SEALED, reach.parameters)
        while rows := cursor.fetchmany(BATCH):
            numbers, identity, certificate, birth, sex, grade = zip(*rows, strict=True)
            yield identities.flags(
                pl.DataFrame(
                    {
                        "person_id": numbers,
                        "identity": sealing.unseal_many(identity, IDENTITY),
                        "certificate": sealing.unseal_many(certificate, CERTIFICATE),
                        "birth_on": birth,
                        "sex": sex,
                        "grade": grade,
                    },
                    schema=identities.SCHEMA,
                )
            )


def _copy(statement: str, table: str, columns: list[str], reach: Reach, directory: Path) -> Path:
    """Stream a statement into `TABLE.parquet`; returns its path."""
    spec = DOSSIER.tables[table]
    schema = {
        name: pl.String()
        if spec.column(name).role is Role.CODE
        else standard_type(spec.column(name))
        for name in columns
    }
    target = directory / f"{table}.parquet"
    with tempfile.NamedTemporaryFile(dir=directory, suffix=".rows") as rows:
        with connection.cursor() as cursor:
            # psycopg's own cursor: Django's wrapper for debugging knows no parameters here
            asked = f"COPY ({statement}) TO STDOUT (FORMAT csv)"
            with cursor.cursor.copy(asked, reach.parameters) as copy:
                for part in copy:
                    rows.write(part)
        rows.flush()
        if rows.tell():
            pl.scan_csv(rows.name, schema=schema, has_header=False).sink_parquet(target)
        else:
            pl.DataFrame(schema=schema).write_parquet(target)
    return target
