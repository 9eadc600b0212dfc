"""Screening: facts and a policy pack go in, clues come out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import IO, Any

import polars as pl

from shouwang.engine.backends import alone as alone_backend
from shouwang.engine.backends import polars as polars_backend
from shouwang.engine.backends import python as python_backend
from shouwang.engine.clues import SCHEMA, clue_parts
from shouwang.engine.errors import BadRegion, UnknownEngine, UnknownSuffix
from shouwang.engine.facts.reading import Facts
from shouwang.engine.pack.definitions import Pack
from shouwang.engine.plan import make_plan

ENGINES = ("polars", "python", "spark")
SUFFIXES = (".parquet", ".csv", ".jsonl")


@dataclass(frozen=True)
class Finding:
    """Something about the facts that a person should look at, though it stops nothing."""

    household_id: str
    reason: str = "no members"


@dataclass
class Screening:
    """The outcome of one screening."""

    as_of: date
    households: int
    findings: tuple[Finding, ...]
    parts: Callable[[], Iterator[pl.DataFrame]]

    @cached_property
    def clues(self) -> pl.DataFrame:
        """All clues, sorted by household_id and rule, evidence as JSON text."""
        return pl.concat([pl.DataFrame(schema=SCHEMA), *self.parts()])

    @cached_property
    def clue_count(self) -> int:
        return sum(part.height for part in self.parts())

    @cached_property
    def households_with_clues(self) -> int:
        """Households stay together in one part, so the parts can be counted one by one."""
        return sum(part["household_id"].n_unique() for part in self.parts())

    def write(self, path: Path | str) -> None:
        """Writes the clues (Parquet, CSV or JSON Lines by suffix), whole or not at all.

        Raises UnknownSuffix.
        """
        target = Path(path)
        check_suffix(target)
        unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            households, clues = _write_parts(self.parts(), unfinished, target.suffix)
            os.replace(unfinished, target)
        finally:
            unfinished.unlink(missing_ok=True)
        self.households_with_clues, self.clue_count = households, clues


def check_suffix(path: Path) -> None:
    """Raises UnknownSuffix unless the name says Parquet, CSV or JSON Lines."""
    if path.suffix not in SUFFIXES:
        raise UnknownSuffix(path=path)


def _write_parts(parts: Iterator[pl.DataFrame], path: Path, suffix: str) -> tuple[int, int]:
    households = clues = 0
    with path.open("wb") as stream, _Writer(stream, suffix) as write:
        for part in parts:
            households += part["household_id"].n_unique()
            clues += part.height
            write(part)
    return households, clues


class _Writer:
    """Appends parts of the clues to a stream in one of the three formats."""

    def __init__(self, stream: IO[bytes], suffix: str) -> None:
        self.stream, self.suffix, self.headed = stream, suffix, False
        schema = pl.DataFrame(schema=SCHEMA).to_arrow().schema
        self.parquet = (
            _parquet().ParquetWriter(stream, schema, compression="zstd")
            if suffix == ".parquet"
            else None
        )

    def __enter__(self) -> Callable[[pl.DataFrame], None]:
        if self.suffix == ".csv":
            self.stream.write(pl.DataFrame(schema=SCHEMA).write_csv().encode())
        return self.write

    def write(self, part: pl.DataFrame) -> None:
        if self.parquet is not None:
            self.parquet.write_table(part.to_arrow())
        elif self.suffix == ".csv":
            # Given the stream, Polars would write by itself and hide why the system refuses.
            self.stream.write(part.write_csv(include_header=False).encode())
        else:
            self.stream.write(_json_lines(part))

    def __exit__(self, *_: object) -> None:
        if self.parquet is not None:
            self.parquet.close()


def _json_lines(part: pl.DataFrame) -> bytes:
    """One JSON object a line, the evidence an object inside it."""
    head = pl.struct(pl.exclude("evidence")).struct.json_encode().str.strip_suffix("}")
    line = pl.concat_str(head, pl.lit(',"evidence":'), "evidence", pl.lit("}\n"))
    return "".join(part.select(line).to_series()).encode()


def screen(
    facts: Facts,
    pack: Pack,
    as_of: date,
    *,
    engine: str = "polars",
    region: str | None = None,
    household: str | None = None,
) -> Screening:
    """Screens facts by a policy pack on a day.

    `region` keeps to the households under a prefix; `household` gives the clues of one household
    only (its neighbours are still needed for where it stands in the village). Raises EngineError.
    """
    prefix = region or ""
    if len(prefix) > 12 or (prefix and not (prefix.isascii() and prefix.isdigit())):
        raise BadRegion(region=region)
    if engine == "python":
        return _screen_python(facts, pack, as_of, prefix, household)
    if engine == "polars" and household is not None:
        alone = alone_backend.screen(facts, pack, as_of, prefix, household)
        return _screening(alone, as_of, alone.clues)
    plan = make_plan(pack, as_of)
    if engine == "polars":
        outcome = polars_backend.screen(facts, plan, prefix, household)
    elif engine == "spark":
        outcome = _spark().screen(facts, plan, prefix, household)
    else:
        raise UnknownEngine(name=engine)
    return Screening(
        as_of,
        outcome.screened,
        tuple(Finding(household_id) for household_id in outcome.empty),
        lambda: clue_parts(outcome.wide, plan),
    )


def _screen_python(
    facts: Facts, pack: Pack, as_of: date, region: str, household: str | None
) -> Screening:
    polars_backend.check(facts)
    outcome = python_backend.screen(facts, pack, as_of, region)
    rows = [c for c in outcome.clues if household is None or c["household_id"] == household]
    return _screening(outcome, as_of, rows)


def _screening(
    outcome: python_backend.Outcome, as_of: date, rows: list[dict[str, Any]]
) -> Screening:
    clues = pl.DataFrame(rows, schema=SCHEMA)
    findings = tuple(Finding(household_id) for household_id in outcome.empty)
    return Screening(as_of, outcome.screened, findings, lambda: iter([clues]))


def _parquet() -> ModuleType:
    """PyArrow, which only the writer of files needs: it takes some 40 MB."""
    return import_module("pyarrow.parquet")


def _spark() -> ModuleType:
    """The spark backend; PySpark is optional, and starting it is slow."""
    return import_module("shouwang.engine.backends.spark")
