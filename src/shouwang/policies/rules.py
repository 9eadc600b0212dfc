"""Whether a value that somebody enters for a parameter may stand: pure, over values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shouwang.engine.parameters import Parameter, ParameterValue
from shouwang.kernel.findings import Finding, Weight

# How far a new value may lie from the one before without being asked about: a guard against a
# slip of the keyboard (yuan typed as fen, a nought too many), not a rule of any document.
PLAUSIBLE_PERCENT = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """A value as somebody enters it; `value` in the parameter's unit, `to_on` not included."""

    parameter: str
    region_code: str
    from_on: date
    to_on: date | None
    value: int
    unit: str
    document: str
    clause: str = ""
    note: str = ""

    @property
    def limit(self) -> date:
        """The first day on which the value no longer holds."""
        return self.to_on or date.max

    def overlaps(self, other: "Entry") -> bool:
        """Whether both speak of the same parameter, place and day."""
        return (
            (self.parameter, self.region_code) == (other.parameter, other.region_code)
            and self.from_on < other.limit
            and other.from_on < self.limit
        )


def check(
    entry: Entry, parameter: Parameter | None, standing: Iterable[Entry], prefix: str, label: str
) -> tuple[Finding, ...]:
    """What is wrong with an entry; refusals first, then what asks to be confirmed.

    `standing` are the values entered earlier and not withdrawn, `prefix` the digits of the place
    that matter, `label` the parameter's name for people.
    """
    if parameter is None:
        return (_refusal("unknown_parameter", f"政策包里没有名为“{entry.parameter}”的参数。"),)
    refusals = [*_form(entry, parameter, label), *_overlaps(entry, standing, label)]
    return (*refusals, *_implausible(entry, parameter, prefix, label))


def _form(entry: Entry, parameter: Parameter, label: str) -> Iterable[Finding]:
    if entry.unit != parameter.unit:
        yield _refusal(
            "unit_differs", f"{label}的单位是“{parameter.unit}”，填写的是“{entry.unit}”。"
        )
    if not entry.document.strip():
        yield _refusal("no_document", "请填写文号：没有文件依据的数值不能用于筛查。")
    if entry.value < 0:
        yield _refusal("negative", f"{label}不能是负数。")
    if entry.to_on is not None and entry.to_on <= entry.from_on:
        yield _refusal("period_empty", "结束日期必须晚于开始日期。")


def _overlaps(entry: Entry, standing: Iterable[Entry], label: str) -> Iterable[Finding]:
    for other in standing:
        if entry.overlaps(other):
            until = f"{other.to_on} 之前" if other.to_on else "今后"
            yield _refusal(
                "period_overlaps",
                f"{label}在同一地区已有 {other.from_on} 起至{until}有效的数值"
                f"（{other.document}）：请先撤销它，或改用不重叠的日期。",
            )


def _implausible(entry: Entry, parameter: Parameter, prefix: str, label: str) -> Iterable[Finding]:
    before = value_before(parameter, prefix, entry.from_on)
    if before is None or abs(entry.value - before.value) * 100 <= before.value * PLAUSIBLE_PERCENT:
        return
    yield Finding(
        "implausible_change",
        f"{label}将由 {before.value} 变为 {entry.value}（{parameter.unit}），"
        f"变动超过 {PLAUSIBLE_PERCENT}%：如确实无误，请确认后保存。",
        Weight.WARN,
    )


def value_before(parameter: Parameter, region: str, on: date) -> ParameterValue | None:
    """The value in force in the region on the day, else the last one before it."""
    known = [v for v in parameter.values if region.startswith(v.region) and v.valid_from <= on]
    in_force = [value for value in known if value.holds(region, on)]
    if in_force:
        return max(in_force, key=lambda value: value.rank)
    return max(known, key=lambda value: value.valid_from, default=None)


def refuses(findings: Iterable[Finding], *, confirmed: bool) -> bool:
    """Whether the findings keep the entry from being saved."""
    return any(f.weight is Weight.REFUSE or not confirmed for f in findings)


def _refusal(code: str, message: str) -> Finding:
    return Finding(code, message)
