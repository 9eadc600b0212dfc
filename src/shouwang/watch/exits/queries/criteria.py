"""What the policy says of each criterion at one household, by the engine and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from shouwang.engine import Pack, load_pack
from shouwang.engine.backends import python as loops
from shouwang.engine.errors import MissingParameter
from shouwang.kernel.periods import add_months
from shouwang.kernel.regioncode import RegionCode
from shouwang.policies.queries import as_parameter_value, said, standing_values, version_of
from shouwang.watch.monitoring.queries.wording import worded
from shouwang.watch.quality.dossier_source import Reach, dossiers
from shouwang.watch.registry.models import Household

PACK = "cn/exits"
MONTHS = 30  # two windows of twelve months, and what is looked back at besides
_TABLES = {"income", "spending", "payouts", "housing", "water"}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion at a household. `met` is None where the policy cannot tell, `why` says so.

    `rests_on` names what was computed, each with its value in words; `source` is the rule's.
    """

    name: str
    label: str
    met: bool | None
    rests_on: tuple[tuple[str, str], ...] = ()
    source: str = ""
    why: str = ""
    refuses: bool = False


@dataclass(frozen=True, slots=True)
class Computed:
    """Every criterion of a procedure at a household on a day, by which version of the policy."""

    criteria: tuple[Criterion, ...]
    on: date
    policy: str


@cache
def _packaged() -> Pack:
    return load_pack(PACK)


def procedures() -> Mapping[str, Mapping[str, Any]]:
    """The criteria of each procedure that has some, as the pack declares them."""
    found: Mapping[str, Mapping[str, Any]] = _packaged().codes["exit_criteria"]
    return found


def compute(home: Household, procedure: str, on: date, language: str = "zh") -> Computed:
    """The criteria of a procedure at a household as it is known on the day.

    Each is worked out by itself: where a number of the policy is missing, that one cannot be told
    and says which, and the others stand.
    """
    values = standing_values(home.region_code)
    known = [as_parameter_value(row) for row in values if row.parameter in _packaged().parameters]
    pack = replace(_packaged().with_values(known), version=version_of(_packaged(), known))
    declared = procedures()[procedure]
    days = {name: _day(one, pack, home, on) for name, one in declared.items() if "rule" in one}
    cases = {day: _case(home, pack, day) for day in sorted(set(days.values()))}
    return Computed(
        tuple(
            _criterion(name, one, pack, cases.get(days.get(name, on)), language)
            for name, one in declared.items()
        ),
        on,
        pack.version,
    )


def _day(one: Mapping[str, Any], pack: Pack, home: Household, on: date) -> date:
    if "ago" not in one:
        return on
    prefix = RegionCode(home.region_code).prefix
    return add_months(on, -pack.parameters[one["ago"]].resolve(prefix, on).value)


def _case(home: Household, pack: Pack, day: date) -> loops.Case | None:
    reach = Reach(home.region_code, day, MONTHS, home.pk)
    with dossiers(reach, _TABLES) as facts:
        found = loops.read_cases(facts, pack, day, "")
    return found[0] if found else None


def _criterion(
    name: str, one: Mapping[str, Any], pack: Pack, case: loops.Case | None, language: str
) -> Criterion:
    label, refuses = said(dict(one), language, name), bool(one.get("refuses"))
    if "rule" not in one:
        return Criterion(name, label, None, refuses=refuses)
    rule = pack.rules[one["rule"]]
    if case is None:
        return Criterion(name, label, None, source=rule.source, why="那时还没有这一户的档案")
    alone = {key: replace(each, enabled=key == rule.name) for key, each in pack.rules.items()}
    only = replace(pack, rules=alone)
    try:
        loops.work_out([case], only)
    except MissingParameter as missing:
        return Criterion(
            name, label, None, source=rule.source, why=_missing(pack, missing, language)
        )
    return Criterion(
        name,
        label,
        bool(case.values[rule.name]),
        _lines(pack, rule.evidence, case.values, language),
        rule.source,
        refuses=refuses,
    )


def _lines(
    pack: Pack, evidence: Sequence[tuple[str, str]], values: Mapping[str, Any], language: str
) -> tuple[tuple[str, str], ...]:
    return tuple(
        (
            said(pack.indicators[name].label, language, name),
            worded(values[name], pack.indicators[name].unit, language),
        )
        for _shown, name in evidence
        if values[name] is not None
    )


def _missing(pack: Pack, missing: MissingParameter, language: str) -> str:
    name = str(missing.details["name"])
    label = said(pack.parameters[name].label, language, name)
    return f"政策参数“{label}”在 {missing.details['on']} 没有数值，无法自动比对"
