"""Dull makers of rows, one per model: every field has a plain value, `given` overrides it."""

import itertools
from datetime import UTC, date, datetime
from typing import Any

from psycopg.types.range import DateRange

from shouwang.people.models import Account
from shouwang.policies.models import EnteredValue
from shouwang.watch.monitoring.models import (
    Clue,
    ClueChange,
    DataFinding,
    ScreeningRun,
    VillageCount,
)
from shouwang.watch.registry.models import (
    CategoryPeriod,
    Cause,
    Event,
    Household,
    Housing,
    Income,
    Payout,
    Person,
    PersonState,
    RegisteredCount,
    Sale,
    Source,
    Spending,
    Statistic,
    Water,
)

AT = datetime(2024, 7, 1, 2, tzinfo=UTC)
ON = date(2024, 6, 30)
COUNTY, TOWN, VILLAGE = "360781000000", "360781100000", "360781100201"
NEIGHBOUR_VILLAGE, OTHER_TOWN_VILLAGE = "360781100202", "360781101201"
OTHER_COUNTY_VILLAGE = "360782100201"
FIRST = date(2022, 1, 1)

_number = itertools.count(1)


def account(**given: Any) -> Account:
    number = next(_number)
    plain = {"username": f"u{number}", "display_name": f"某{number}", "password": "!"}
    return Account.objects.create(**{**plain, **given})


def household(**given: Any) -> Household:
    plain = {"number": f"H{next(_number):06}", "region_code": VILLAGE, "head_name": "某户主"}
    return Household.objects.create(**{**plain, **given})


def person(of: Household, **given: Any) -> Person:
    plain = {
        "number": f"P{next(_number):06}",
        "household": of,
        "region_code": of.region_code,
        "name": "某人",
        "relation": "户主",
        "birth_on": date(1980, 1, 1),
    }
    return Person.objects.create(**{**plain, **given})


def state(of: Person, **given: Any) -> PersonState:
    plain = {
        "person": of,
        "region_code": of.region_code,
        "during": DateRange(FIRST, None),
        "schooling": "finished",
        "labour": "able",
    }
    return PersonState.objects.create(**{**plain, **given})


def member(of: Household, **given: Any) -> Person:
    """A person with a state."""
    states = {
        name: given.pop(name)
        for name in ("schooling", "labour", "disability_grade", "disability_on", "during")
        if name in given
    }
    made = person(of, **given)
    state(made, **states)
    return made


def category_period(of: Household, **given: Any) -> CategoryPeriod:
    plain = {"category": "unstable", "during": DateRange(FIRST, None)}
    return CategoryPeriod.objects.create(**{**_of(of), **plain, **given})


def cause(of: Household, **given: Any) -> Cause:
    return Cause.objects.create(**{**_of(of), "cause": "因病", "rank": 1, **given})


def registered_count(of: Household, **given: Any) -> RegisteredCount:
    return RegisteredCount.objects.create(**{**_of(of), "year": 2014, "persons": 4, **given})


def statistic(**given: Any) -> Statistic:
    plain = {
        "region_code": COUNTY,
        "key": "incidence",
        "year": 2014,
        "value": "14.3",
        "unit": "percent",
        "label": "贫困发生率",
        "source": "报告",
    }
    return Statistic.objects.create(**{**plain, **given})


def source(**given: Any) -> Source:
    plain = {
        "region_code": VILLAGE,
        "kind": "department",
        "title": "医保局6月清单",
        "sender": "医保局",
        "received_on": ON,
    }
    return Source.objects.create(**{**plain, **given})


def income(of: Household, **given: Any) -> Income:
    plain = {"month": date(2024, 1, 1), "kind": "wage", "amount_fen": 100_000}
    return Income.objects.create(**{**_of(of), **plain, **given})


def spending(of: Household, **given: Any) -> Spending:
    plain = {"spent_on": date(2024, 3, 5), "kind": "medical_own", "amount_fen": 100_000}
    return Spending.objects.create(**{**_of(of), **plain, **given})


def payout(of: Household, **given: Any) -> Payout:
    plain = {"paid_on": date(2024, 3, 6), "kind": "relief", "amount_fen": 50_000}
    return Payout.objects.create(**{**_of(of), **plain, **given})


def housing(of: Household, **given: Any) -> Housing:
    return Housing.objects.create(
        **{**_of(of), "assessed_on": date(2023, 5, 1), "grade": "A", **given}
    )


def water(of: Household, **given: Any) -> Water:
    return Water.objects.create(
        **{**_of(of), "observed_on": date(2023, 5, 1), "safe": True, **given}
    )


def event(of: Household, **given: Any) -> Event:
    plain = {"happened_on": date(2024, 5, 1), "kind": "accident"}
    return Event.objects.create(**{**_of(of), **plain, **given})


def sale(of: Household, **given: Any) -> Sale:
    plain = {"month": date(2024, 5, 1), "contracted_fen": 100, "delivered_fen": 100}
    return Sale.objects.create(**{**_of(of), **plain, **given})


def screening_run(**given: Any) -> ScreeningRun:
    plain = {"region_code": COUNTY, "as_of": ON, "trigger": "person", "state": "done"}
    given.setdefault("finished_at", AT)
    return ScreeningRun.objects.create(**{**plain, **given})


def clue(of: Household, run: ScreeningRun, **given: Any) -> Clue:
    plain = {
        "rule": "unsafe_house",
        "rule_version": "1",
        "severity": 3,
        "proposed_category": "sudden",
        "evidence": {"house_grade": "D", "assessed_on": "2023-05-01"},
        "policy_version": "cn 1",
        "opened_on": ON,
        "refreshed_on": ON,
        "opened_by": run,
        "refreshed_by": run,
    }
    return Clue.objects.create(**{**_of(of), **plain, **given})


def clue_change(of: Clue, **given: Any) -> ClueChange:
    plain = {
        "clue": of,
        "region_code": of.region_code,
        "run": of.opened_by,
        "kind": "opened",
        "on": of.opened_on,
        "rule_version": of.rule_version,
        "evidence": of.evidence,
    }
    return ClueChange.objects.create(**{**plain, **given})


def village_count(run: ScreeningRun, **given: Any) -> VillageCount:
    return VillageCount.objects.create(**{"run": run, "region_code": VILLAGE, **given})


def data_finding(run: ScreeningRun, of: Household, **given: Any) -> DataFinding:
    return DataFinding.objects.create(**{"run": run, **_of(of), "code": "no_members", **given})


def entered_value(by: Account, **given: Any) -> EnteredValue:
    plain = {
        "parameter": "monitoring_line",
        "region_code": COUNTY,
        "from_on": date(2024, 1, 1),
        "to_on": date(2025, 1, 1),
        "value": 900_000,
        "unit": "fen",
        "document": "瑞乡振〔2024〕1号",
        "entered_by": by,
    }
    return EnteredValue.objects.create(**{**plain, **given})


def _of(of: Household) -> dict[str, Any]:
    return {"household": of, "region_code": of.region_code}
