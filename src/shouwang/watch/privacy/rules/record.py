"""The record of personal data (policies/cn/personal-data.yaml), read strictly."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from shouwang.kernel.errors import ShouwangError

SENSITIVITIES = frozenset({"general", "sensitive"})
MASKINGS = frozenset({"open", "identity", "telephone", "as the field itself", "never shown"})
ACTIONS = frozenset({"delete", "wipe"})
WHOSE = frozenset({"person", "household"})
_SECTIONS = {"title", "preface", "bases", "retention", "kinds", "tables"}


class RecordBroken(ShouwangError):
    """The record of personal data cannot be used: {reason}."""


@dataclass(frozen=True, slots=True)
class Basis:
    """Why the law allows it; `verified` once somebody compared it with the text."""

    label: str
    document: str
    clause: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table that go once they are old: since when, under which condition."""

    table: str
    since: str
    where: Mapping[str, Any]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Retention:
    """How long, by which parameter of the policy pack; nothing goes where there are no rows."""

    name: str
    label: str
    parameter: str
    action: str
    rows: tuple[Rows, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """Everything about a sort of personal field."""

    name: str
    label: str
    purpose: str
    basis: str
    sensitivity: str
    masking: str
    unmask: tuple[str, ...]
    retention: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: fields by kind, plain fields, and by which fields one person's rows are found."""

    label: str
    purpose: str
    kinds: Mapping[str, str]
    plain: frozenset[str]
    whose: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Record:
    """The whole record."""

    title: Mapping[str, str]
    preface: str
    bases: Mapping[str, Basis]
    retention: Mapping[str, Retention]
    kinds: Mapping[str, Kind]
    tables: Mapping[str, Table]

    def gaps(self, models: Iterable[tuple[str, Iterable[str]]]) -> list[str]:
        """What is missing or idle, of tables given as (label, names of fields); empty when whole.

        A field must be personal of a known kind, or declared plain; an entry must have its field.
        """
        found, seen = [], set()
        for label, names in models:
            seen.add(label)
            table = self.tables.get(label)
            if table is None:
                found.append(f"{label} has no entry")
                continue
            declared = set(table.kinds) | table.plain
            actual = set(names)
            found += [f"{label}.{name} has no entry" for name in sorted(actual - declared)]
            found += [f"{label}.{name} is no field" for name in sorted(declared - actual)]
        return found + [f"{label} is no table" for label in self.tables if label not in seen]


@cache
def read_record(path: Path | None = None) -> Record:
    """The packaged record, or the one in a file. Raises RecordBroken, naming what is wrong."""
    path = path or Path(str(files("shouwang"))) / "policies" / "cn" / "personal-data.yaml"
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise RecordBroken(reason=error) from error
    if not isinstance(read, dict) or set(read) != _SECTIONS:
        raise RecordBroken(reason=f"its sections are not {', '.join(sorted(_SECTIONS))}")
    try:
        record = Record(
            title=read["title"],
            preface=read["preface"],
            bases={name: Basis(**entry) for name, entry in read["bases"].items()},
            retention={name: _retention(name, one) for name, one in read["retention"].items()},
            kinds={name: _kind(name, one) for name, one in read["kinds"].items()},
            tables={label: _table(label, one) for label, one in read["tables"].items()},
        )
    except (TypeError, KeyError, AttributeError) as error:
        raise RecordBroken(reason=error) from error
    _check(record)
    return record


def _retention(name: str, entry: dict[str, Any]) -> Retention:
    _only(name, entry, {"label", "why", "parameter", "action", "rows"})
    rows = tuple(
        Rows(row["table"], row["since"], row.get("where", {}), tuple(row.get("fields", ())))
        for row in entry.get("rows", ())
    )
    if bool(rows) != bool(entry.get("parameter")) or (rows and entry["action"] not in ACTIONS):
        raise RecordBroken(reason=f"retention {name} needs parameter, action and rows, or none")
    return Retention(
        name, entry["label"], entry.get("parameter", ""), entry.get("action", ""), rows
    )


def _kind(name: str, entry: dict[str, Any]) -> Kind:
    return Kind(name=name, **{**entry, "unmask": tuple(entry["unmask"])})


def _table(label: str, entry: dict[str, Any]) -> Table:
    _only(label, entry, {"whose", "purpose", "personal", "plain"})
    kinds: dict[str, str] = {}
    for kind, names in (entry.get("personal") or {}).items():
        for name in names:
            if name in kinds:
                raise RecordBroken(reason=f"{label}.{name} has two kinds")
            kinds[name] = kind
    plain = frozenset(str(entry.get("plain", "")).split())
    if doubled := plain & set(kinds):
        raise RecordBroken(reason=f"{label}.{min(doubled)} is both personal and plain")
    whose = {by: tuple(names) for by, names in (entry.get("whose") or {}).items()}
    return Table(label, entry.get("purpose", ""), kinds, plain, whose)


def _only(name: str, entry: dict[str, Any], known: set[str]) -> None:
    if unknown := set(entry) - known:
        raise RecordBroken(reason=f"{name} has the unknown key {min(unknown)}")


def _check(record: Record) -> None:
    """Every name that is used is defined, and every kind says all that it must."""
    for kind in record.kinds.values():
        if not (kind.label and kind.purpose):
            raise RecordBroken(reason=f"kind {kind.name} lacks its label or purpose")
        _known(kind.name, kind.basis, record.bases)
        _known(kind.name, kind.retention, record.retention)
        _known(kind.name, kind.sensitivity, SENSITIVITIES)
        _known(kind.name, kind.masking, MASKINGS)
        if bool(kind.unmask) == (kind.masking == "never shown"):
            raise RecordBroken(reason=f"kind {kind.name} must say who may see it, or nobody")
    for table in record.tables.values():
        for kind_name in table.kinds.values():
            _known(table.label, kind_name, record.kinds)
        for by in table.whose:
            _known(table.label, by, WHOSE)
        if table.kinds and not table.purpose:
            raise RecordBroken(reason=f"{table.label} has personal fields and no purpose")


def _known(where: str, name: str, among: Iterable[str]) -> None:
    if name not in among:
        raise RecordBroken(reason=f"{where} names {name!r}, which is not defined")
