"""The cases of a pack: small households written as tables, and what a rule must say of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from shouwang.engine.facts import assistance, dossier
from shouwang.engine.facts.reading import Facts, standard_type
from shouwang.engine.facts.standard import FACTS, Role, Standard, TableSpec
from shouwang.engine.pack.definitions import Pack
from shouwang.engine.pack.findings import Findings
from shouwang.engine.pack.layers import read_layers
from shouwang.engine.pack.source import Listing, Table
from shouwang.engine.parameters import Place

_KEYS = {
    "rule", "date", "province", "household", "neighbours", "fires", "evidence", "category", "note",
    "person",
}  # fmt: skip
_HOUSEHOLD = {"ever_registered": False, "lifted_on": None, "category": "none"}
_PERSON = {
    "birth_on": date(1980, 1, 1), "sex": "1", "alive": True, "moved_out": False,
    "schooling": "finished", "labour": "able", "disability_grade": 0, "disability_on": None,
}  # fmt: skip
# What a row of a case has that is not written, by standard and table.
_PLAIN: dict[str, dict[str, dict[str, Any]]] = {
    FACTS.name: {"households": _HOUSEHOLD, "persons": _PERSON},
    dossier.DOSSIER.name: {
        **dossier.PLAIN,
        "households": {**_HOUSEHOLD, **dossier.PLAIN["households"]},
        "persons": {**_PERSON, **dossier.PLAIN["persons"]},
    },
    assistance.ASSISTANCE.name: {
        **assistance.PLAIN,
        "households": {**_HOUSEHOLD, **assistance.PLAIN["households"]},
        "persons": _PERSON,
    },
}
_NEIGHBOUR = {"households", "income_fen"}
_DEFAULT_PROVINCE = "36"


@dataclass(frozen=True)
class PackCase:
    """One household on one day, and whether a rule fires for it."""

    name: str
    rule: str
    on: date
    fires: bool
    evidence: Mapping[str, Any]
    category: str | None
    tables: Mapping[str, tuple[Mapping[str, Any], ...]]
    household: Mapping[str, Any]
    neighbours: tuple[tuple[int, int], ...]  # how many, with which net income in fen
    province: str
    place: Place
    person: int | None = None  # whom a rule about persons is to find, counted from 1


def read_cases(directory: Path | str, pack: Pack) -> tuple[list[PackCase], Findings]:
    """The cases of a pack's own directory, with whatever is wrong in how they are written."""
    findings = Findings()
    layer = read_layers(directory, Findings())[-1]
    cases = [
        case
        for name, table in layer.sections["cases"].items()
        if (case := _read_case(name, table, pack, findings)) is not None
    ]
    return cases, findings


def _read_case(name: str, table: Table, pack: Pack, findings: Findings) -> PackCase | None:
    before = len(findings)
    facts = [name for name in pack.standard.tables if name != "households"]
    findings.unknown_keys(table, {*_KEYS, *facts})
    rule = str(table.get("rule", ""))
    if rule not in pack.rules:
        findings.add(table.at("rule"), f"{name}: unknown rule {rule}")
    if type(table.get("date")) is not date:
        findings.add(table.at("date"), f"{name}: date must be a date")
    if not isinstance(table.get("fires"), bool):
        findings.add(table.at("fires"), f"{name}: fires must be true or false")
    tables = {
        key: _rows(table, pack.standard.tables[key], findings) for key in facts if key in table
    }
    if len(findings) > before:
        return None
    return PackCase(
        name=name,
        rule=rule,
        on=table["date"],
        fires=table["fires"],
        evidence=table.get("evidence") or {},
        category=table.get("category"),
        tables=tables,
        household=table.get("household") or {},
        neighbours=_neighbours(table, findings),
        province=str(table.get("province", _DEFAULT_PROVINCE)),
        place=table.place,
        person=table.get("person"),
    )


def _rows(table: Table, spec: TableSpec, findings: Findings) -> tuple[Mapping[str, Any], ...]:
    known = {*spec.names, "person"}
    rows = findings.entries(table.get(spec.name), table.at(spec.name))
    for row, _ in rows:
        findings.unknown_keys(row, known)
    return tuple(row for row, _ in rows)


def _neighbours(table: Table, findings: Findings) -> tuple[tuple[int, int], ...]:
    if not isinstance(table.get("neighbours"), Listing):
        return ()
    groups = findings.entries(table["neighbours"], table.at("neighbours"))
    for group, _ in groups:
        findings.unknown_keys(group, _NEIGHBOUR)
    return tuple((group.get("households", 1), group.get("income_fen", 0)) for group, _ in groups)


def household_id(number: int) -> str:
    """The id of the household of a case."""
    return f"C{number:05d}"


def person_id(number: int, position: int) -> str:
    """The id of a person of a case, by the position among its persons."""
    return f"{household_id(number)}-{position}"


def facts_of(cases: Iterable[tuple[int, PackCase]], standard: Standard = FACTS) -> Facts:
    """All cases as one set of facts, each in a village of its own."""
    tables = standard.tables
    rows: dict[str, list[Mapping[str, Any]]] = {name: [] for name in tables}
    for number, case in cases:
        region = case.province.ljust(7, "0")[:7] + f"{number:05d}"
        _add_household(rows, household_id(number), region, case)
        position = 0
        for count, income in case.neighbours:
            for _ in range(count):
                position += 1
                _add_neighbour(rows, f"{household_id(number)}n{position}", region, case, income)
    plain = _PLAIN.get(standard.name, {})
    frames = {
        name: _frame(tables[name], [{**plain.get(name, {}), **row} for row in own])
        for name, own in rows.items()
    }
    return Facts.from_tables(frames, standard=standard)


def _add_household(
    rows: dict[str, list[Mapping[str, Any]]], own_id: str, region: str, case: PackCase
) -> None:
    head = {"household_id": own_id, "region": region}
    rows["households"].append({**case.household, **head})
    for position, person in enumerate(case.tables.get("persons", ({},)), start=1):
        ids = {"household_id": own_id, "person_id": f"{own_id}-{position}"}
        rows["persons"].append({**person, **ids})
    for name, own in case.tables.items():
        if name != "persons":
            rows[name] += [_fact(row, own_id) for row in own]


def _fact(row: Mapping[str, Any], own_id: str) -> dict[str, Any]:
    """`person: 2` stands for the second person of the case."""
    fact = {**row, "household_id": own_id}
    person = fact.pop("person", None)
    return {**fact, "person_id": None if person is None else f"{own_id}-{person}"}


def _add_neighbour(
    rows: dict[str, list[Mapping[str, Any]]], own_id: str, region: str, case: PackCase, income: int
) -> None:
    rows["households"].append({"household_id": own_id, "region": region})
    rows["persons"].append({"household_id": own_id, "person_id": f"{own_id}-1"})
    month = date(case.on.year - (case.on.month == 1), (case.on.month - 2) % 12 + 1, 1)
    wage = {"household_id": own_id, "month": month, "kind": "wage", "amount_fen": income}
    rows["income"].append(wage)


def _frame(spec: TableSpec, rows: list[Mapping[str, Any]]) -> pl.DataFrame:
    schema = {
        column.name: pl.String() if column.role is Role.CODE else standard_type(column)
        for column in spec.columns
    }
    complete = [{name: row.get(name) for name in schema} for row in rows]
    return pl.DataFrame(complete, schema=schema)
