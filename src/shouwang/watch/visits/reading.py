"""The visit forms of a policy pack: dated, by region, checked, with file and line.

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
from shouwang.watch.visits.declaring import declare, is_fatal
from shouwang.watch.visits.errors import FormsRefused, FormUnknown
from shouwang.watch.visits.rules.form import VisitForm

SECTION = "visit_forms"
EVIDENCE = "evidence_kinds"
_HEAD = {"form", "region", "from", "to", "document", "clause", "source", "verified", "note"}
_BODY = {"title", "evidence", "visitors", "authorisation", "outcome", "sections"}


@dataclass(frozen=True)
class Entry:
    """One regulation of a form: where and from when it holds, its text as a version keeps it."""

    form: VisitForm
    body: Mapping[str, Any]
    region: str
    valid_from: date
    valid_to: date | None
    layer: int
    place: Place

    def holds(self, region: str, on: date) -> bool:
        """Whether it is valid in the region on the day."""
        begun = region.startswith(self.region) and self.valid_from <= on
        return begun and (self.valid_to is None or on < self.valid_to)

    @property
    def rank(self) -> tuple[int, int, date]:
        """The order in which valid entries win, as with parameters."""
        return (len(self.region), self.layer, self.valid_from)


@dataclass(frozen=True)
class VisitForms:
    """Every visit form of a pack."""

    entries: tuple[Entry, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The forms there are, in the order declared."""
        return tuple(dict.fromkeys(entry.form.key for entry in self.entries))

    def resolve(self, key: str, region: str, on: date) -> Entry:
        """What holds in the region on the day. Raises FormUnknown."""
        valid = [one for one in self.entries if one.form.key == key and one.holds(region, on)]
        if not valid:
            raise FormUnknown(key=key)
        return max(valid, key=lambda entry: entry.rank)


def load_forms(name: Path | str, pack: Pack) -> VisitForms:
    """The forms of a pack. Raises FormsRefused with the first fault."""
    forms, findings = read_forms(name, pack)
    if fatal := [finding for finding in findings if finding.fatal]:
        raise FormsRefused(count=len(fatal), first=fatal[0])
    return forms


def read_forms(name: Path | str, pack: Pack) -> tuple[VisitForms, Findings]:
    """The forms as far as they can be understood, with everything that is wrong with them."""
    findings = Findings()
    entries = []
    for depth, layer in enumerate(read_layers(name, Findings())):
        for key, table in layer.sections[SECTION].items():
            entry = _entry(key, depth, table, pack, findings)
            if entry is not None:
                entries.append(entry)
    _check_overlaps(entries, findings)
    findings.sort()
    return VisitForms(tuple(entries)), findings


def _entry(name: str, depth: int, table: Table, pack: Pack, findings: Findings) -> Entry | None:
    before = len(findings)
    findings.unknown_keys(table, _HEAD | _BODY)
    if not any(str(table.get(key, "")).strip() for key in ("source", "document")):
        findings.add(table.place, f"form {name} cites neither document nor source", fatal=False)
    start, end = _period(table, findings)
    region = _region(table, findings)
    form = declare(str(table.get("form", name)), table, pack.codes, findings)
    _check_names(form, table, pack, findings)
    if form is None or is_fatal(findings, before):
        return None
    body = {key: value for key, value in plain(table).items() if key in _BODY}
    return Entry(form, body, region, start, end, depth, table.place)


def _period(table: Table, findings: Findings) -> tuple[date, date | None]:
    start, end = table.get("from"), table.get("to")
    if type(start) is not date:
        findings.add(table.at("from"), "from must be a date such as 2024-01-01")
        start = date.min
    if end is not None and (type(end) is not date or end <= start):
        findings.add(table.at("to"), "to must be a date after from")
        end = None
    return start, end


def _region(table: Table, findings: Findings) -> str:
    region = table.get("region", "")
    if isinstance(region, str) and len(region) <= 12 and (region.isdigit() or not region):
        return region
    findings.add(table.at("region"), f"region {region!r} is not a prefix: up to 12 digits")
    return ""


def _check_names(form: VisitForm | None, table: Table, pack: Pack, findings: Findings) -> None:
    """The parameter of the visitors and the kind of evidence are there."""
    if form is None:
        return
    parameter = pack.parameters.get(form.visitors)
    if parameter is None:
        findings.add(table.at("visitors"), f"unknown parameter {form.visitors}")
    elif parameter.unit != "count":
        reason = f"parameter {form.visitors} is in {parameter.unit}, not in count"
        findings.add(table.at("visitors"), reason)
    if form.evidence not in (pack.codes.get(EVIDENCE) or {}):
        findings.add(table.at("evidence"), f"unknown evidence {form.evidence}")


def _check_overlaps(entries: Iterable[Entry], findings: Findings) -> None:
    seen: dict[tuple[str, str, int, date], Entry] = {}
    for entry in entries:
        series = (entry.form.key, entry.region, entry.layer, entry.valid_from)
        if series in seen:
            findings.add(entry.place, f"{entry.form.key}: overlaps {seen[series].place}")
        seen.setdefault(series, entry)


def plain(written: Any) -> Any:
    """As JSON holds it."""
    if isinstance(written, Mapping):
        return {str(key): plain(value) for key, value in written.items()}
    if isinstance(written, list):
        return [plain(value) for value in written]
    return written.isoformat() if isinstance(written, date) else written
