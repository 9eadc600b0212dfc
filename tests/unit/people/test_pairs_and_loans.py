"""Duties that exclude each other, duties that are lent, which duties to ask about."""

from datetime import date, timedelta

import pytest

from shouwang.kernel.periods import Period
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.rules import (
    AskingLimits,
    HeldDuty,
    Kind,
    Known,
    Loan,
    Wish,
    asks_too_often,
    conflicts,
    doubts,
    grantable_kinds,
    lendable,
    may_end,
    reason_against,
    refusals_of_loan,
)

ON = date(2024, 6, 30)
YEAR = Period(date(2024, 1, 1), date(2025, 1, 1))
COUNTY, OTHER = RegionCode.of("360781"), RegionCode.of("360732")
TOWN, VILLAGE = RegionCode.of("360781102"), RegionCode.of("360781102201")


@pytest.mark.parametrize(
    ("one", "other", "excluded"),
    [
        (Kind.AUDITOR, Kind.COUNTY_OFFICE, True),
        (Kind.AUDITOR, Kind.VILLAGE_CADRE, True),
        (Kind.AUDITOR, Kind.WATER_OFFICER, True),
        (Kind.AUDITOR, Kind.ADMINISTRATOR, True),
        (Kind.ADMINISTRATOR, Kind.COUNTY_OFFICE, True),
        (Kind.ADMINISTRATOR, Kind.VILLAGE_CADRE, True),
        (Kind.ADMINISTRATOR, Kind.WATER_OFFICER, False),
        (Kind.MEDICAL_OFFICER, Kind.COUNTY_OFFICE, True),
        (Kind.SECURITY_OFFICER, Kind.TOWNSHIP_CLERK, True),
        (Kind.MEDICAL_OFFICER, Kind.WATER_OFFICER, False),
        (Kind.MEDICAL_OFFICER, Kind.VILLAGE_CADRE, False),
        (Kind.COUNTY_OFFICE, Kind.TOWNSHIP_CLERK, False),
        (Kind.TOWNSHIP_CLERK, Kind.VILLAGE_CADRE, False),
        (Kind.AUDITOR, Kind.AUDITOR, False),
    ],
)
def test_which_duties_exclude_each_other(one: Kind, other: Kind, excluded: bool) -> None:
    assert bool(reason_against(one, other)) is excluded
    assert reason_against(one, other) == reason_against(other, one)


@pytest.mark.parametrize(
    ("region", "period", "refused"),
    [
        (COUNTY, YEAR, True),
        (TOWN, YEAR, True),
        (OTHER, YEAR, False),
        (COUNTY, Period(date(2025, 1, 1), date(2026, 1, 1)), False),
        (COUNTY, Period(date(2024, 12, 31), date(2026, 1, 1)), True),
    ],
)
def test_they_exclude_each_other_where_place_and_time_meet(
    region: RegionCode, period: Period, refused: bool
) -> None:
    held = [HeldDuty(Kind.COUNTY_OFFICE, COUNTY, YEAR)]
    found = conflicts(held, Wish(1, Kind.AUDITOR, region, period))
    assert [finding.code for finding in found] == (["incompatible"] if refused else [])


def loan(**changed: object) -> list[str]:
    given = {
        "kind": Kind.TOWNSHIP_CLERK,
        "region": TOWN,
        "period": Period(ON, ON + timedelta(days=30)),
        "lent": "",
        "holder": 2,
    } | changed
    duty = HeldDuty(given["kind"], TOWN, YEAR, given["lent"])  # type: ignore[arg-type]
    wish = Wish(given["holder"], given["kind"], given["region"], given["period"])  # type: ignore[arg-type]
    return [finding.code for finding in refusals_of_loan(Loan(duty, wish), 1, ON)]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"holder": 1}, ["self_grant"]),
        ({"lent": "王明"}, ["lent_on"]),
        ({"region": COUNTY}, ["wider_place"]),
        ({"region": VILLAGE}, ["wider_place"]),  # a clerk's duty is held in a township
        ({"period": Period(ON, ON + timedelta(days=31))}, ["too_long"]),
        ({"period": Period(ON, None)}, ["no_expiry"]),
        ({"period": Period(date(2024, 6, 1), ON)}, ["already_over"]),
        ({"period": Period(date(2024, 12, 20), date(2025, 1, 2))}, ["longer_than_own"]),
    ],
)
def test_a_loan_never_grows(changed: dict[str, object], expected: list[str]) -> None:
    assert loan(**changed) == expected


def test_who_checks_and_who_grants_cannot_be_lent() -> None:
    own = [HeldDuty(kind, COUNTY, YEAR) for kind in (Kind.AUDITOR, Kind.ADMINISTRATOR)]
    lent = HeldDuty(Kind.COUNTY_OFFICE, COUNTY, YEAR, "王明")
    mine = HeldDuty(Kind.COUNTY_OFFICE, COUNTY, YEAR)
    assert lendable([*own, lent, mine], ON) == (mine,)


def test_a_lent_duty_grants_nothing() -> None:
    lent = [HeldDuty(Kind.COUNTY_OFFICE, COUNTY, YEAR, "王明")]
    assert grantable_kinds(lent, ON) == set()
    assert not may_end(lent, HeldDuty(Kind.TOWNSHIP_CLERK, TOWN, YEAR), ON)


FRESH = Known(
    begins_on=date(2024, 6, 1),
    until=date(2025, 1, 1),
    confirmed_on=None,
    used_on=date(2024, 6, 29),
    account_made_on=date(2024, 6, 1),
)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (FRESH, ()),
        (Known(date(2024, 1, 1), date(2025, 1, 1), None, ON, date(2024, 1, 1)), ("unreviewed",)),
        (Known(date(2024, 1, 1), date(2025, 1, 1), ON, ON, date(2024, 1, 1)), ()),
        (Known(date(2024, 6, 1), date(2024, 7, 30), None, ON, date(2024, 6, 1)), ("ends_soon",)),
        (
            Known(date(2024, 6, 1), date(2025, 1, 1), None, date(2024, 3, 1), date(2024, 1, 1)),
            ("unused",),
        ),
        (Known(date(2024, 6, 1), date(2025, 1, 1), None, None, date(2024, 1, 1)), ("never_used",)),
        (Known(date(2024, 6, 1), date(2025, 1, 1), None, None, date(2024, 6, 1)), ()),
    ],
)
def test_which_duties_to_ask_about(known: Known, expected: tuple[str, ...]) -> None:
    assert doubts(known, ON) == expected


def test_a_flood_of_requests_is_stopped_by_address_and_by_county() -> None:
    limits = AskingLimits(timedelta(hours=1), per_address=5, per_county=50)
    assert not asks_too_often(of_address=4, of_county=49, limits=limits)
    assert asks_too_often(of_address=5, of_county=5, limits=limits)
    assert asks_too_often(of_address=0, of_county=50, limits=limits)
