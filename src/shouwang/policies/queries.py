"""The policy of a place: the packaged pack with what the county entered laid over it."""

import functools
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath

from django.db.models import Q

from shouwang.engine import Pack, load_pack
from shouwang.engine.parameters import Parameter, ParameterValue
from shouwang.kernel.regioncode import RegionCode
from shouwang.policies.models import EnteredValue
from shouwang.policies.rules import Entry

PACK = "cn"


@functools.cache
def packaged() -> Pack:
    """The packaged pack; read once, since nothing changes it while the program runs."""
    return load_pack(PACK)


def current_pack(region_code: str, *, candidate: ParameterValue | None = None) -> Pack:
    """The pack as it holds in a place and everywhere inside it.

    Its version names the packaged version and a digest of the entered values, so that a run says
    exactly by which numbers it screened. A `candidate` is laid over everything, for a preview.
    """
    values = tuple(as_parameter_value(row) for row in standing_values(region_code))
    laid = packaged().with_values(values)
    laid = replace(laid, version=version_of(packaged(), values))
    return laid.with_values([candidate]) if candidate else laid


def version_of(pack: Pack, values: Iterable[ParameterValue]) -> str:
    """`cn 1.0` alone, or with eight digits that change with every entered value."""
    named = f"{pack.name} {pack.version}"
    lines = sorted(
        f"{v.name}|{v.region}|{v.valid_from}|{v.valid_to}|{v.value}|{v.document}|{v.clause}"
        for v in values
    )
    if not lines:
        return named
    return f"{named}+{hashlib.sha256(chr(10).join(lines).encode()).hexdigest()[:8]}"


def standing_values(region_code: str) -> list[EnteredValue]:
    """Values not withdrawn that bear on a place: its own, those above it and those inside it."""
    place = RegionCode(region_code)
    above = [RegionCode.of(place.prefix[:n]).code for n in (0, 2, 4, 6, 9) if n < len(place.prefix)]
    inside = Q(region_code__gte=place.prefix.ljust(12, "0")) & Q(
        region_code__lte=place.prefix.ljust(12, "9")
    )
    return list(
        EnteredValue.objects.filter(Q(region_code__in=above) | inside, withdrawn_at=None)
        .select_related("entered_by")
        .order_by("id")
    )


def as_parameter_value(row: EnteredValue) -> ParameterValue:
    """An entered value as the engine knows values: confirmed, for it names its document."""
    return ParameterValue(
        name=row.parameter,
        region=RegionCode(row.region_code).prefix,
        value=row.value,
        valid_from=row.from_on,
        valid_to=row.to_on,
        document=row.document,
        clause=row.clause,
        verified=True,
        note=row.note,
    )


def as_entry(row: EnteredValue) -> Entry:
    """An entered value as the rules compare entries."""
    return Entry(
        row.parameter,
        row.region_code,
        row.from_on,
        row.to_on,
        row.value,
        row.unit,
        row.document,
        row.clause,
        row.note,
    )


@dataclass(frozen=True, slots=True)
class ValueLine:
    """One dated value of a parameter as the policy page shows it; `entered` marks the county's."""

    value: int
    region_code: str
    from_on: date
    to_on: date | None
    document: str
    clause: str
    source: str
    verified: bool
    note: str
    in_force: bool
    entered: EnteredValue | None = None


@dataclass(frozen=True, slots=True)
class ParameterLine:
    """A parameter with every value that bears on a place, the one in force first."""

    name: str
    label: str
    definition: str
    unit: str
    values: tuple[ValueLine, ...]
    topic: str = ""  # the name of the pack's file that it stands in

    @property
    def in_force(self) -> ValueLine | None:
        """The value that the engine takes in the place on the day, if there is one."""
        return next((line for line in self.values if line.in_force), None)


def parameters(region_code: str, on: date, language: str = "zh") -> list[ParameterLine]:
    """Every parameter of the pack for the policy page of a place on a day; one statement."""
    entered = standing_values(region_code)
    prefix = RegionCode(region_code).prefix
    lines = []
    for parameter in packaged().parameters.values():
        rows = [row for row in entered if row.parameter == parameter.name]
        lines.append(_parameter_line(parameter, rows, prefix, on, language))
    return lines


def _parameter_line(
    parameter: Parameter, rows: list[EnteredValue], prefix: str, on: date, language: str
) -> ParameterLine:
    laid = parameter.with_values(as_parameter_value(row) for row in rows)
    origins = [*([None] * len(parameter.values)), *rows]
    holding = max(
        (value for value in laid.values if value.holds(prefix, on)),
        key=lambda value: value.rank,
        default=None,
    )
    values = [
        _value_line(value, row, value is holding)
        for value, row in zip(laid.values, origins, strict=True)
        if prefix.startswith(value.region) or value.region.startswith(prefix)
    ]
    values.sort(key=lambda line: (not line.in_force, -line.from_on.toordinal(), line.region_code))
    return ParameterLine(
        parameter.name,
        said(parameter.label, language, parameter.name),
        said(parameter.definition, language, ""),
        parameter.unit,
        tuple(values),
        PurePath(parameter.place.path).stem if parameter.place else "",
    )


def _value_line(value: ParameterValue, row: EnteredValue | None, in_force: bool) -> ValueLine:
    return ValueLine(
        value=value.value,
        region_code=value.region.ljust(12, "0"),
        from_on=value.valid_from,
        to_on=value.valid_to,
        document=value.document,
        clause=value.clause,
        source=value.source,
        verified=value.verified,
        note=value.note,
        in_force=in_force,
        entered=row,
    )


def said(text: dict[str, str], language: str, otherwise: str) -> str:
    """A text of the pack in the wanted language, else in Chinese, else the fallback."""
    return text.get(language) or text.get("zh") or otherwise
