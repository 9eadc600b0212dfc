"""The measures that the pack knows: kind, risks, who answers, money. Pure; read once a pack.

Whom a measure fits is a rule of the engine with the same name (`policies/cn/assistance`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shouwang.engine import Pack
from shouwang.engine.pack.findings import Findings
from shouwang.engine.pack.source import Table

_KEYS = {"kind", "risks", "responsible", "money", "proof", "missing", "effect", "sales"}
FILTERS = ("owed", "late", "productive", "unfit", "safety_net")


@dataclass(frozen=True, slots=True)
class Entry:
    """A concrete measure. `effect`: its amount is income of the household in a year. `sales`: what
    was sold for the household is proof of delivery and effect (see `queries.sold`).

    `missing` says in words what a household lacks that it does not fit.
    """

    name: str
    label: Mapping[str, str]
    kind: str
    risks: tuple[str, ...]
    responsible: str
    money: str
    proof: str
    missing: str
    effect: bool
    sales: bool
    productive: bool
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All measures by name, the words of codes, and the filter each rule of plans belongs to."""

    measures: Mapping[str, Entry]
    kinds: Mapping[str, Mapping[str, Any]]
    risks: Mapping[str, Mapping[str, str]]
    money: Mapping[str, Mapping[str, str]]
    responsible: Mapping[str, Mapping[str, str]]
    filters: Mapping[str, str]

    @property
    def sold(self) -> list[str]:
        """The measures that sales prove, by name."""
        return [one.name for one in self.measures.values() if one.sales]

    def of_kind(self, kind: str) -> list[Entry]:
        """The measures of one of the fourteen kinds."""
        return [one for one in self.measures.values() if one.kind == kind]


def read_catalogue(pack: Pack) -> tuple[Catalogue, Findings]:
    """The catalogue of a pack and what is wrong with it, by file and line.

    A pack without measures gives an empty catalogue and no findings.
    """
    findings, codes = Findings(), pack.codes
    written: Any = codes.get("help_measures") or {}
    named = {
        key: codes.get(f"assistance_{key}", {})
        for key in ("kinds", "risks", "money", "responsible")
    }
    entries = {}
    for name, table in written.items():
        if not isinstance(table, Table):
            findings.add(written.at(name), f"{name} must be a mapping")
        elif _sound(name, table, pack, named, findings):
            entries[name] = _entry(name, table, pack, named["kinds"])
    filters = _filters(codes.get("plan_rules") or {}, pack, findings)
    if written:
        _complete(pack, written, filters, findings)
    return Catalogue(entries, filters=filters, **named), findings


def _sound(
    name: str, table: Table, pack: Pack, named: Mapping[str, Any], findings: Findings
) -> bool:
    before = len(findings)
    findings.unknown_keys(table, _KEYS)
    if name not in pack.rules:
        findings.add(table.place, f"{name}: no rule says whom it fits")
    for key, codes in (("kind", "kinds"), ("responsible", "responsible"), ("money", "money")):
        if findings.text(table, key) and table[key] not in named[codes]:
            findings.add(table.at(key), f"{name}: unknown {key} {table[key]}")
    findings.text(table, "proof")
    risks = table.get("risks") or []
    if not risks:
        findings.add(table.at("risks"), f"{name}: fits no risk")
    for risk in risks:
        if risk not in named["risks"]:
            findings.add(table.at("risks"), f"{name}: unknown risk {risk}")
    return len(findings) == before


def _entry(name: str, table: Table, pack: Pack, kinds: Mapping[str, Any]) -> Entry:
    rule = pack.rules[name]
    return Entry(
        name=name,
        label=rule.label,
        kind=table["kind"],
        risks=tuple(table["risks"]),
        responsible=table["responsible"],
        money=table["money"],
        proof=table["proof"],
        missing=str(table.get("missing", "")),
        effect=table.get("effect") is True,
        sales=table.get("sales") is True,
        productive=kinds[table["kind"]].get("productive") is True,
        source=" ".join(part for part in (rule.document, rule.clause) if part) or rule.source,
        verified=rule.verified,
    )


def _filters(written: Any, pack: Pack, findings: Findings) -> dict[str, str]:
    found = {}
    for name, table in written.items():
        chosen = table.get("filter") if isinstance(table, Table) else None
        if name not in pack.rules:
            findings.add(written.at(name), f"{name}: no such rule")
        elif chosen not in FILTERS:
            findings.add(written.at(name), f"{name}: filter must be one of {', '.join(FILTERS)}")
        else:
            found[name] = str(chosen)
    return found


def _complete(
    pack: Pack, written: Mapping[str, Any], filters: Mapping[str, str], findings: Findings
) -> None:
    for rule in pack.active_rules:
        if rule.name not in written and rule.name not in filters and rule.place:
            findings.add(rule.place, f"{rule.name} is neither a measure nor a rule of plans")
