"""The procedures of a policy pack: dated, by region, laid over one another, checked.

Knows no Django: `shouwang policy check` reads them without a database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from shouwang.engine.pack.definitions import Pack
from shouwang.engine.pack.findings import Findings
from shouwang.engine.pack.layers import read_layers
from shouwang.engine.pack.source import Table
from shouwang.engine.parameters import Place
from shouwang.procedures.declaring import BODY, SECTIONS, declare, is_fatal, place_of
from shouwang.procedures.errors import ProcedureNotInForce, ProceduresRefused, ProcedureUnknown
from shouwang.procedures.rules import NAMED, Declaration, Span

EVIDENCE = "evidence_kinds"  # the list of codes in which every kind of evidence has its name
_HEAD = {
    "procedure", "extends", "region", "from", "to", "document", "clause", "source", "verified",
    "note",
}  # fmt: skip
_UNITS = {True: "days", False: "count"}


@dataclass(frozen=True)
class Entry:
    """One regulation of a procedure: where and from when it holds, and who says so."""

    name: str
    declaration: Declaration
    body: Mapping[str, Any]  # as merged, in plain JSON: what a case keeps
    region: str
    valid_from: date
    valid_to: date | None
    document: str
    clause: str
    source: str
    verified: bool
    layer: int
    place: Place

    def holds(self, region: str, on: date) -> bool:
        """Whether it is valid in the region on the day."""
        return (
            region.startswith(self.region)
            and self.valid_from <= on
            and (self.valid_to is None or on < self.valid_to)
        )

    @property
    def rank(self) -> tuple[int, int, date]:
        """The order in which valid entries win, as with parameters."""
        return (len(self.region), self.layer, self.valid_from)


@dataclass(frozen=True)
class Procedures:
    """Every procedure of a pack."""

    entries: tuple[Entry, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The procedures there are, in the order declared."""
        return tuple(dict.fromkeys(entry.declaration.key for entry in self.entries))

    def resolve(self, key: str, region: str, on: date) -> Entry:
        """What holds in the region on the day; the longest prefix wins, then layer, then date.

        Raises ProcedureUnknown, ProcedureNotInForce.
        """
        if key not in self.keys:
            raise ProcedureUnknown(key=key)
        valid = [e for e in self.entries if e.declaration.key == key and e.holds(region, on)]
        if not valid:
            raise ProcedureNotInForce(key=key, region=region, on=on)
        return max(valid, key=lambda entry: entry.rank)


def load_procedures(name: Path | str, pack: Pack) -> Procedures:
    """The procedures of a pack. Raises ProceduresRefused with the first fault."""
    procedures, findings = read_procedures(name, pack)
    if fatal := [finding for finding in findings if finding.fatal]:
        raise ProceduresRefused(count=len(fatal), first=fatal[0])
    return procedures


def read_procedures(
    name: Path | str, pack: Pack, duties: Iterable[str] | None = None
) -> tuple[Procedures, Findings]:
    """The procedures as far as they can be understood, with everything that is wrong with them.

    `duties` are the kinds of duty there are; None leaves the duties of roles unchecked.
    """
    findings = Findings()
    reading = _Pack(read_layers(name, Findings()), pack, duties, findings)
    procedures = Procedures(tuple(reading.entries()))
    _check_overlaps(procedures, findings)
    findings.sort()
    return procedures, findings


class _Pack:
    """The written entries of all layers, by name; later layers stand over earlier ones."""

    def __init__(
        self, layers: list[Any], pack: Pack, duties: Iterable[str] | None, findings: Findings
    ) -> None:
        self.pack, self.findings = pack, findings
        self.duties = None if duties is None else frozenset(duties)
        self.written: dict[str, tuple[int, Table]] = {}
        for depth, layer in enumerate(layers):
            for name, table in layer.sections["procedures"].items():
                self.written[name] = (depth, table)

    def entries(self) -> Iterable[Entry]:
        for name, (depth, table) in self.written.items():
            entry = self._entry(name, depth, table)
            if entry is not None:
                yield entry

    def _entry(self, name: str, depth: int, table: Table) -> Entry | None:
        before = len(self.findings)
        self.findings.unknown_keys(table, _HEAD | BODY)
        body = self._body(name, table, ())
        region, period = self._region(table), self._period(table)
        if not str(table.get("source", "")).strip() and not str(table.get("document", "")).strip():
            reason = f"procedure {name} cites neither document nor source"
            self.findings.add(table.place, reason, fatal=False)
        if body is None or is_fatal(self.findings, before):
            return None
        declaration = declare(self._key(name, ()), body, self.findings)
        if declaration is None or not self._names_exist(declaration, body):
            return None
        return Entry(
            name=name,
            declaration=declaration,
            body=_plain(body),
            region=region,
            valid_from=period[0],
            valid_to=period[1],
            document=str(table.get("document", "")),
            clause=str(table.get("clause", "")),
            source=str(table.get("source", "")),
            verified=table.get("verified") is True,
            layer=depth,
            place=table.place,
        )

    def _body(self, name: str, table: Table, seen: tuple[str, ...]) -> Table | None:
        """The entry's own text over that of the entry it extends."""
        parent = table.get("extends")
        if parent is None:
            return _only_body(table)
        if parent in (*seen, name) or parent not in self.written:
            reason = "extends itself" if parent in (*seen, name) else f"extends unknown {parent}"
            self.findings.add(table.at("extends"), f"procedure {name} {reason}")
            return None
        base = self._body(str(parent), self.written[str(parent)][1], (*seen, name))
        return None if base is None else _overlaid(base, _only_body(table))

    def _key(self, name: str, seen: tuple[str, ...]) -> str:
        """The procedure that an entry speaks of: its own name, or that of what it extends."""
        table = self.written[name][1]
        if "procedure" in table:
            return str(table["procedure"])
        parent = table.get("extends")
        known = parent in self.written and parent not in seen
        return self._key(str(parent), (*seen, name)) if known else name

    def _region(self, table: Table) -> str:
        region = table.get("region", "")
        if isinstance(region, str) and len(region) <= 12 and (region.isdigit() or not region):
            return region
        reason = f"region {region!r} is not a prefix: a text of up to 12 digits"
        self.findings.add(table.at("region"), reason)
        return ""

    def _period(self, table: Table) -> tuple[date, date | None]:
        start, end = table.get("from"), table.get("to")
        if type(start) is not date:
            self.findings.add(table.at("from"), "from must be a date such as 2024-01-01")
            start = date.min
        if end is not None and (type(end) is not date or end <= start):
            self.findings.add(table.at("to"), "to must be a date after from")
            end = None
        return start, end

    def _names_exist(self, declaration: Declaration, body: Table) -> bool:
        """Parameters with the right unit, kinds of evidence and duties."""
        before = len(self.findings)
        for name in declaration.parameters:
            self._check_parameter(declaration, name, body)
        for one in declaration.transitions.values():
            for kind in (*one.evidence, *one.defers):
                if kind not in (self.pack.codes.get(EVIDENCE) or {}):
                    place = place_of(body, ("transitions", one.key, "evidence"))
                    self.findings.add(place, f"unknown evidence {kind}: name it in {EVIDENCE}")
        for role in declaration.roles.values():
            if self.duties is not None and role.duty not in (*self.duties, NAMED):
                place = place_of(body, ("roles", role.key, "duty"))
                self.findings.add(place, f"unknown duty {role.duty}")
        return len(self.findings) == before

    def _check_parameter(self, declaration: Declaration, name: str, body: Table) -> None:
        parameter = self.pack.parameters.get(name)
        path, counted = _use(declaration, name)
        if parameter is None:
            self.findings.add(place_of(body, path), f"unknown parameter {name}")
        elif parameter.unit != _UNITS[counted]:
            reason = f"parameter {name} is in {parameter.unit}, not in {_UNITS[counted]}"
            self.findings.add(place_of(body, path), reason)


def _use(declaration: Declaration, name: str) -> tuple[tuple[str, ...], bool]:
    """Where a parameter is first named, and whether it counts days."""
    for step in declaration.steps.values():
        if step.notice == Span(name, working=True) or step.notice == Span(name, working=False):
            return ("steps", step.key, "notice"), True
    for key, deadline in declaration.deadlines.items():
        if deadline.span.parameter == name:
            section = "deadlines" if deadline.until else "steps"
            return (section, key, "within"), True
    for one in declaration.transitions.values():
        if one.signers == name:
            return ("transitions", one.key, "signers"), False
        shares = (one.votes.quorum, one.votes.majority) if one.votes else ()
        if any(name in (share.part, share.whole) for share in shares):
            return ("transitions", one.key, "votes"), False
    return (), False


def _only_body(table: Table) -> Table:
    body = Table({key: value for key, value in table.items() if key in BODY})
    body.place, body.places = table.place, dict(table.places)
    return body


def _overlaid(base: Table, top: Table) -> Table:
    """Sections merged by name, entries by key; an empty entry takes away what was there."""
    merged = _over(base, top)
    for section in SECTIONS:
        below, above = base.get(section), top.get(section)
        if isinstance(below, Table) and isinstance(above, Table):
            entries = _over(below, above)
            for name, entry in above.items():
                if isinstance(entry, Table) and isinstance(below.get(name), Table):
                    entries[name] = _without_empty(_over(below[name], entry))
            merged[section] = _without_empty(entries)
    return merged


def _over(base: Table, top: Table) -> Table:
    merged = Table({**base, **top})
    merged.place, merged.places = top.place, {**base.places, **top.places}
    return merged


def _without_empty(table: Table) -> Table:
    kept = Table({key: value for key, value in table.items() if value is not None})
    kept.place, kept.places = table.place, table.places
    return kept


def _plain(written: Any) -> Any:
    """As JSON holds it."""
    if isinstance(written, Mapping):
        return {str(key): _plain(value) for key, value in written.items()}
    if isinstance(written, list):
        return [_plain(value) for value in written]
    return written.isoformat() if isinstance(written, date) else written


def _check_overlaps(procedures: Procedures, findings: Findings) -> None:
    seen: dict[tuple[str, str, int, date], Entry] = {}
    for entry in procedures.entries:
        series = (entry.declaration.key, entry.region, entry.layer, entry.valid_from)
        if series in seen:
            reason = f"{entry.name}: overlaps {seen[series].place}"
            findings.add(entry.place, reason)
        seen.setdefault(series, entry)
