"""Reads the parameters of a pack: definitions and dated values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import groupby, pairwise

from shouwang.engine.language import LARGEST_CONSTANT
from shouwang.engine.pack.findings import Findings
from shouwang.engine.pack.layers import Layer
from shouwang.engine.pack.source import Table
from shouwang.engine.parameters import Parameter, ParameterValue, Place

_PARAMETER_KEYS = {"label", "unit", "definition", "values", "per", "note"}
_VALUE_KEYS = {
    "region", "from", "to", "year", "value", "yuan",
    "document", "clause", "source", "verified", "note",
}  # fmt: skip


def read_parameters(layers: list[Layer], findings: Findings) -> dict[str, Parameter]:
    """Every parameter with the values of all layers."""
    parameters: dict[str, Parameter] = {}
    for depth, layer in enumerate(layers):
        for name, table in layer.sections["parameters"].items():
            base = parameters.get(name)
            parameters[name] = _read_parameter(name, table, depth, base, findings)
    for parameter in parameters.values():
        _check_overlaps(parameter.values, findings)
    return parameters


def _read_parameter(
    name: str, table: Table, depth: int, base: Parameter | None, findings: Findings
) -> Parameter:
    findings.unknown_keys(table, _PARAMETER_KEYS)
    if not name.isidentifier():
        findings.add(table.place, f"{name} is not a name: use letters, digits and _")
    unit = str(table.get("unit", "")) or (base.unit if base else "")
    if not unit:
        findings.add(table.place, f"{name} needs a unit")
    values = [
        value
        for entry, place in findings.entries(table.get("values"), table.at("values"))
        if (value := _read_value(name, entry, place, depth, findings)) is not None
    ]
    return Parameter(
        name=name,
        unit=unit,
        label=findings.labels(table, "label", needed=base is None) or (base.label if base else {}),
        definition=findings.labels(table, "definition", needed=False)
        or (base.definition if base else {}),
        values=(base.values if base else ()) + tuple(values),
        place=table.place,
    )


def _read_value(
    name: str, entry: Table, place: Place, depth: int, findings: Findings
) -> ParameterValue | None:
    findings.unknown_keys(entry, _VALUE_KEYS)
    region = _region(entry, findings)
    period = _period(entry, findings)
    amount = _amount(entry, findings)
    if region is None or period is None or amount is None:
        return None
    if not str(entry.get("source", "")).strip() and not str(entry.get("document", "")).strip():
        findings.add(place, f"a value of {name} cites neither document nor source", fatal=False)
    return ParameterValue(
        name=name,
        region=region,
        value=amount,
        valid_from=period[0],
        valid_to=period[1],
        document=str(entry.get("document", "")),
        clause=str(entry.get("clause", "")),
        source=str(entry.get("source", "")),
        verified=entry.get("verified") is True,
        note=str(entry.get("note", "")),
        layer=depth,
        place=place,
    )


def _region(entry: Table, findings: Findings) -> str | None:
    region = entry.get("region", "")
    if isinstance(region, str) and len(region) <= 12 and (region.isdigit() or region == ""):
        return region
    findings.add(
        entry.at("region"), f"region {region!r} is not a prefix: a text of up to 12 digits"
    )
    return None


def _period(entry: Table, findings: Findings) -> tuple[date, date | None] | None:
    if "year" in entry:
        year = findings.whole_number(entry, "year")
        if not 1 <= year < 9999 or "from" in entry or "to" in entry:
            findings.add(entry.at("year"), "give either year, or from and to")
            return None
        return date(year, 1, 1), date(year + 1, 1, 1)
    start, end = entry.get("from"), entry.get("to")
    if type(start) is not date:
        findings.add(entry.at("from"), "from must be a date such as 2024-01-01")
        return None
    if end is not None and (type(end) is not date or end <= start):
        findings.add(entry.at("to"), "to must be a date after from")
        return None
    return start, end


def _amount(entry: Table, findings: Findings) -> int | None:
    if ("value" in entry) == ("yuan" in entry):
        findings.add(entry.place, "give either value or yuan")
        return None
    key = "value" if "value" in entry else "yuan"
    written = entry[key]
    if isinstance(written, bool) or not isinstance(written, int | float):
        findings.add(entry.at(key), f"{key} must be a number")
        return None
    exact = Decimal(str(written)) * (100 if key == "yuan" else 1)
    if exact != exact.to_integral_value() or abs(exact) > LARGEST_CONSTANT:
        findings.add(entry.at(key), f"{key} must be whole (fen), up to {LARGEST_CONSTANT}")
        return None
    return int(exact)


def _check_overlaps(values: Iterable[ParameterValue], findings: Findings) -> None:
    def series(value: ParameterValue) -> tuple[int, str]:
        return (value.layer, value.region)

    ordered = sorted(values, key=lambda value: (series(value), value.valid_from))
    for _, group in groupby(ordered, key=series):
        for first, second in pairwise(group):
            ends_late = first.valid_to is not None and first.valid_to > second.valid_from
            if second.place and (ends_late or first.valid_from == second.valid_from):
                reason = f"{second.name} of region {second.region!r}: overlaps {first.place}"
                findings.add(second.place, reason)
