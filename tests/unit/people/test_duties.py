"""The table of duties: every cell, who grants what, and for how long."""

from datetime import date, timedelta

import pytest

from shouwang.kernel.periods import ALWAYS, Period
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.rules import (
    Act,
    HeldDuty,
    Kind,
    Wish,
    acts_of,
    default_period,
    grantable_kinds,
    may,
    may_end,
    may_manage,
    places,
    refusals_of_grant,
    second_factor_required,
)

ON = date(2024, 6, 30)
YEAR = Period(date(2024, 1, 1), date(2025, 1, 1))
COUNTY, OTHER_COUNTY = RegionCode.of("360781"), RegionCode.of("360732")
TOWN, OTHER_TOWN = RegionCode.of("360781102"), RegionCode.of("360781103")
VILLAGE, OTHER_VILLAGE = RegionCode.of("360781102201"), RegionCode.of("360781102202")

# One row per act, one column per duty, in the order of `Kind`: the table read by a person.
# office, clerk, cadre | medical, education, housing, water, civil affairs, disability,
# employment, disaster, security, agriculture | hotline | auditor, administrator
TABLE = """
see_dashboard    x x x  - - - - - - - - - -  -  x -
see_households   x x x  - - - - - - - - - -  -  x -
see_clues        x x x  - - - - - - - - - -  -  x -
unmask           x x -  - - - - - - - - - -  -  - -
export           x x -  - - - - - - - - - -  -  x -
screen_now       x - -  - - - - - - - - - -  -  - -
see_policy       x x x  - - - - - - - - - -  -  x -
change_policy    x - -  - - - - - - - - - -  -  - -
upload_lists     x x -  x x x x x x x x x x  -  - -
answer_questions - - -  x x x x x x x x x x  -  - -
department_work  - - -  x x x x x x x x x x  -  - -
merge_lists      x x -  - - - - - - - - - -  -  - -
edit_dossier     x x x  - - - - - - - - - -  -  - -
restructure      x x -  - - - - - - - - - -  -  - -
decide_matches   x x -  - - - - - - - - - -  -  - -
explain_findings x x x  - - - - - - - - - -  -  - -
serve_counter    x x x  - - - - - - - - - -  -  - -
protect_data     x - -  - - - - - - - - - -  -  - -
see_cases        x x x  - - - - - - - - - -  -  x -
handle_cases     x x x  - - - - - - - - - -  -  - -
record_visits    x x x  - - - - - - - - - -  -  - -
record_reports   x x x  - - - - - - - - - -  x  - -
hear_reports     x x x  - - - - - - - - - -  -  - -
plan_help        x x x  - - - - - - - - - -  -  - -
pair_helpers     x x -  - - - - - - - - - -  -  - -
certify          x - -  - - - - - - - - - -  -  - -
see_supervision  x x x  - - - - - - - - - -  -  x -
supervise        x - -  - - - - - - - - - -  -  - -
manage_regions   x - -  - - - - - - - - - -  -  - x
see_people       x - -  - - - - - - - - - -  -  x x
manage_people    x - -  - - - - - - - - - -  -  - x
read_journal     - - -  - - - - - - - - - -  -  x -
read_log_ins     - - -  - - - - - - - - - -  -  x x
"""
CELLS = [
    (Kind(kind), Act(row.split()[0]), mark == "x")
    for row in TABLE.strip().splitlines()
    for kind, mark in zip(Kind, row.split()[1:], strict=True)
]


def held(kind: Kind, region: RegionCode = COUNTY, period: Period = YEAR) -> list[HeldDuty]:
    return [HeldDuty(kind, region, period)]


def test_the_table_covers_every_act() -> None:
    assert {act for _, act, _ in CELLS} == set(Act)


@pytest.mark.parametrize(("kind", "act", "expected"), CELLS)
def test_what_each_duty_may_do(kind: Kind, act: Act, expected: bool) -> None:
    assert may(held(kind), act, COUNTY, ON) is expected
    assert (act in acts_of(held(kind), ON)) is expected


def test_a_duty_ends_at_the_border_of_its_place() -> None:
    clerk = held(Kind.TOWNSHIP_CLERK, TOWN)
    assert may(clerk, Act.SEE_HOUSEHOLDS, VILLAGE, ON)
    assert not may(clerk, Act.SEE_HOUSEHOLDS, OTHER_TOWN, ON)
    assert not may(clerk, Act.SEE_HOUSEHOLDS, COUNTY, ON)
    assert may(clerk, Act.SEE_HOUSEHOLDS, None, ON)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2023, 12, 31), False),
        (date(2024, 1, 1), True),
        (date(2024, 12, 31), True),
        (date(2025, 1, 1), False),
    ],
)
def test_a_duty_counts_on_its_days_only(on: date, expected: bool) -> None:
    duties = held(Kind.COUNTY_OFFICE)
    assert may(duties, Act.SEE_HOUSEHOLDS, COUNTY, on) is expected
    assert bool(acts_of(duties, on)) is expected
    assert bool(places(duties, Act.SEE_HOUSEHOLDS, on)) is expected


def test_places_leave_out_what_lies_inside_another() -> None:
    duties = [
        *held(Kind.VILLAGE_CADRE, VILLAGE),
        *held(Kind.TOWNSHIP_CLERK, TOWN),
        *held(Kind.VILLAGE_CADRE, RegionCode.of("360781103201")),
        *held(Kind.MEDICAL_OFFICER, OTHER_COUNTY),
    ]
    assert places(duties, Act.SEE_HOUSEHOLDS, ON) == (TOWN, RegionCode.of("360781103201"))


GRANTS = [
    (
        Kind.COUNTY_OFFICE,
        {Kind.TOWNSHIP_CLERK, Kind.VILLAGE_CADRE, Kind.HOTLINE_OPERATOR},
    ),
    (Kind.TOWNSHIP_CLERK, set()),
    (Kind.VILLAGE_CADRE, set()),
    (Kind.MEDICAL_OFFICER, set()),
    (Kind.EDUCATION_OFFICER, set()),
    (Kind.HOUSING_OFFICER, set()),
    (Kind.WATER_OFFICER, set()),
    (Kind.CIVIL_AFFAIRS_OFFICER, set()),
    (Kind.DISABILITY_OFFICER, set()),
    (Kind.EMPLOYMENT_OFFICER, set()),
    (Kind.DISASTER_OFFICER, set()),
    (Kind.SECURITY_OFFICER, set()),
    (Kind.AGRICULTURE_OFFICER, set()),
    (Kind.HOTLINE_OPERATOR, set()),
    (Kind.AUDITOR, set()),
    (
        Kind.ADMINISTRATOR,
        {
            Kind.COUNTY_OFFICE,
            Kind.MEDICAL_OFFICER,
            Kind.EDUCATION_OFFICER,
            Kind.HOUSING_OFFICER,
            Kind.WATER_OFFICER,
            Kind.CIVIL_AFFAIRS_OFFICER,
            Kind.DISABILITY_OFFICER,
            Kind.EMPLOYMENT_OFFICER,
            Kind.DISASTER_OFFICER,
            Kind.SECURITY_OFFICER,
            Kind.AGRICULTURE_OFFICER,
            Kind.AUDITOR,
            Kind.ADMINISTRATOR,
        },
    ),
]


@pytest.mark.parametrize(("granter", "kinds"), GRANTS)
def test_who_grants_what(granter: Kind, kinds: set[Kind]) -> None:
    assert grantable_kinds(held(granter), ON) == kinds
    for kind in Kind:
        ended = HeldDuty(kind, COUNTY, YEAR)
        assert may_end(held(granter), ended, ON) is (kind in kinds)


MANAGED = [
    (Kind.COUNTY_OFFICE, [*held(Kind.TOWNSHIP_CLERK, TOWN)], True),
    (Kind.COUNTY_OFFICE, [*held(Kind.TOWNSHIP_CLERK, TOWN), *held(Kind.AUDITOR)], False),
    (Kind.COUNTY_OFFICE, [*held(Kind.ADMINISTRATOR)], False),
    (Kind.COUNTY_OFFICE, [*held(Kind.TOWNSHIP_CLERK, RegionCode.of("360732100"))], False),
    (Kind.COUNTY_OFFICE, [], False),
    (Kind.ADMINISTRATOR, [*held(Kind.AUDITOR)], True),
    (Kind.ADMINISTRATOR, [*held(Kind.TOWNSHIP_CLERK, TOWN)], False),
    (Kind.AUDITOR, [*held(Kind.TOWNSHIP_CLERK, TOWN)], False),
]


@pytest.mark.parametrize(("manager", "subject", "expected"), MANAGED)
def test_who_manages_whom(manager: Kind, subject: list[HeldDuty], expected: bool) -> None:
    assert may_manage(held(manager), subject, ON) is expected


def test_former_duties_count_for_who_holds_none_now() -> None:
    past = Period(date(2022, 1, 1), date(2023, 1, 1))
    former_administrator = held(Kind.ADMINISTRATOR, period=past)
    former_clerk = held(Kind.TOWNSHIP_CLERK, TOWN, past)
    assert not may_manage(held(Kind.COUNTY_OFFICE), former_administrator, ON)
    assert may_manage(held(Kind.COUNTY_OFFICE), former_clerk, ON)
    clerk_now = [*former_administrator, *held(Kind.TOWNSHIP_CLERK, TOWN)]
    assert may_manage(held(Kind.COUNTY_OFFICE), clerk_now, ON)


def codes(
    duties: list[HeldDuty], kind: Kind, region: RegionCode, period: Period, holder: int = 2
) -> list[str]:
    wish = Wish(holder, kind, region, period)
    return [finding.code for finding in refusals_of_grant(1, duties, wish, ON)]


@pytest.mark.parametrize(
    ("kind", "region", "expected"),
    [
        (Kind.TOWNSHIP_CLERK, TOWN, []),
        (Kind.VILLAGE_CADRE, VILLAGE, []),
        (Kind.TOWNSHIP_CLERK, VILLAGE, ["wrong_level"]),
        (Kind.TOWNSHIP_CLERK, RegionCode.of("360732100"), ["not_entitled"]),
        (Kind.COUNTY_OFFICE, COUNTY, ["not_entitled"]),
        (Kind.AUDITOR, COUNTY, ["not_entitled"]),
    ],
)
def test_what_the_county_office_may_grant(
    kind: Kind, region: RegionCode, expected: list[str]
) -> None:
    period = Period(ON, date(2025, 6, 30))
    assert codes(held(Kind.COUNTY_OFFICE), kind, region, period) == expected


def test_nobody_grants_to_oneself() -> None:
    period = Period(ON, date(2025, 6, 30))
    duties = held(Kind.COUNTY_OFFICE)
    assert codes(duties, Kind.TOWNSHIP_CLERK, TOWN, period, holder=1) == ["self_grant"]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (ALWAYS, ["no_expiry"]),
        (Period(ON, None), ["no_expiry"]),
        (Period(date(2023, 1, 1), ON), ["already_over"]),
        (Period(ON, date(2027, 6, 30)), []),
        (Period(ON, date(2027, 7, 1)), ["too_long"]),
    ],
)
def test_every_duty_has_an_end(period: Period, expected: list[str]) -> None:
    assert codes(held(Kind.COUNTY_OFFICE), Kind.TOWNSHIP_CLERK, TOWN, period) == expected


def test_the_default_is_one_year() -> None:
    assert default_period(ON) == Period(ON, date(2025, 6, 30))
    assert default_period(date(2024, 2, 29)) == Period(date(2024, 2, 29), date(2025, 3, 1))


def test_a_second_factor_is_demanded_of_declared_duties() -> None:
    required = frozenset({Kind.AUDITOR})
    assert not second_factor_required(held(Kind.AUDITOR), ON)
    assert second_factor_required(held(Kind.AUDITOR), ON, required)
    assert not second_factor_required(held(Kind.AUDITOR), ON + timedelta(days=365), required)
