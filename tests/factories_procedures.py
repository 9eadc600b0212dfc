"""People with the duties that procedures ask for, and cases under way."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from shouwang.kernel.journal import Subject
from shouwang.kernel.periods import Period
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.models import Account
from shouwang.people.rules import Kind
from shouwang.procedures import operations
from shouwang.procedures.models import Case
from shouwang.procedures.operations import Evidence
from shouwang.procedures.rules import Vote
from tests.integration.people import factories as people

VILLAGE = people.VILLAGE.code
LONG = Period(date(2024, 1, 1), date(2026, 12, 31))
CARRIED = Vote(members=9, present=7, agree=6, against=1, abstain=0)
FAILED = Vote(members=9, present=7, agree=1, against=6, abstain=0)
PLACES = {
    Kind.VILLAGE_CADRE: people.VILLAGE,
    Kind.TOWNSHIP_CLERK: people.TOWN,
    Kind.COUNTY_OFFICE: people.COUNTY,
}


def at(on: date) -> datetime:
    """Ten in the morning in China."""
    return datetime.combine(on, time(10), ZoneInfo("Asia/Shanghai")).astimezone(UTC)


def somebody(username: str, kind: Kind, region: RegionCode | None = None) -> Account:
    account = people.make_account(username, password=None)
    people.make_duty(account, kind, region or PLACES[kind], LONG)
    return account


def opened(by: Account, on: date, **given: Any) -> Case:
    plain = {
        "act_id": uuid4(),
        "procedure": "monitored_identification",
        "subject": Subject("trial.thing", str(uuid4())),
        "region_code": VILLAGE,
    }
    reading = operations.open_case(by=by, at=at(on), **{**plain, **given})
    assert reading.findings == ()
    assert reading.value is not None
    return reading.value


def papers(*kinds: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(kind, f"trial.paper:{number}") for number, kind in enumerate(kinds))
