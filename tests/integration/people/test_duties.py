"""Duties in the database: granting, ending, scope, and what the database itself refuses."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from tests.integration.people.factories import (
    AT,
    COUNTY,
    ON,
    OTHER_COUNTY,
    OTHER_TOWN,
    TOWN,
    VILLAGE,
    YEAR,
    make_account,
    make_duty,
    someone,
)

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.periods import Period
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.people import operations, queries
from shouwang.people.errors import NotEntitled
from shouwang.people.models import Account, AccountSession, Duty
from shouwang.people.rules import Kind, Wish

pytestmark = pytest.mark.django_db


def grant(by: Account, holder: Account, kind: Kind, region: RegionCode) -> list[str]:
    reading = operations.grant_duty(
        by=by, at=AT, wish=Wish(holder.pk, kind, region, YEAR), reason="分工〔2024〕3号"
    )
    return [finding.code for finding in reading.findings]


def test_the_county_office_grants_inside_its_county() -> None:
    office, clerk = someone("office", Kind.COUNTY_OFFICE), make_account("clerk")
    assert grant(office, clerk, Kind.TOWNSHIP_CLERK, TOWN) == []
    (duty,) = queries.duties_of(clerk)
    assert (duty.kind, duty.region, duty.period) == (Kind.TOWNSHIP_CLERK, TOWN, YEAR)
    with entered(Scope.everywhere()):
        entry = JournalEntry.objects.get(act="people.duty_granted", subject_id=str(clerk.pk))
    assert (entry.actor, entry.region_code) == (str(office.pk), TOWN.code)


def test_refusals_are_findings() -> None:
    office, clerk = someone("office", Kind.COUNTY_OFFICE), make_account("clerk")
    assert grant(office, clerk, Kind.TOWNSHIP_CLERK, RegionCode.of("360732100")) == ["not_entitled"]
    assert grant(office, office, Kind.TOWNSHIP_CLERK, TOWN) == ["self_grant"]
    assert grant(office, clerk, Kind.TOWNSHIP_CLERK, TOWN) == []
    assert grant(office, clerk, Kind.TOWNSHIP_CLERK, TOWN) == ["held_already"]
    assert [duty.region for duty in queries.duties_of(clerk)] == [TOWN]


def test_a_grant_needs_a_reason() -> None:
    office, clerk = someone("office", Kind.COUNTY_OFFICE), make_account("clerk")
    wish = Wish(clerk.pk, Kind.TOWNSHIP_CLERK, TOWN, YEAR)
    reading = operations.grant_duty(by=office, at=AT, wish=wish, reason=" ")
    assert [finding.code for finding in reading.findings] == ["no_reason"]


def insert(account: Account, by: Account, begins_on: date, ends_on: date) -> None:
    with transaction.atomic(), queries.people_scope((COUNTY,)):
        Duty.objects.create(
            account=account,
            kind="auditor",
            region_code=COUNTY.code,
            begins_on=begins_on,
            ends_on=ends_on,
            reason="x",
            granted_by=by,
            granted_at=AT,
        )


def test_the_database_refuses_granting_to_oneself() -> None:
    account = make_account("me")
    with pytest.raises(IntegrityError, match="duty_not_granted_to_oneself"):
        insert(account, account, ON, date(2025, 1, 1))


def test_the_database_refuses_a_duty_that_ends_before_it_begins() -> None:
    account, other = make_account("me"), make_account("other")
    with pytest.raises(IntegrityError, match="duty_ends_after_it_begins"):
        insert(account, other, ON, ON)


def test_the_database_refuses_the_same_duty_twice_at_a_time() -> None:
    account, other = make_account("me"), make_account("other")
    insert(account, other, ON, date(2025, 1, 1))
    insert(account, other, date(2025, 1, 1), date(2026, 1, 1))
    with pytest.raises(IntegrityError, match="duty_held_once"):
        insert(account, other, date(2025, 6, 1), date(2025, 7, 1))


def test_an_early_end_counts_at_once_and_ends_the_sessions() -> None:
    office, clerk = someone("office", Kind.COUNTY_OFFICE), make_account("clerk")
    duty = make_duty(clerk, Kind.TOWNSHIP_CLERK, TOWN, Period(date(2024, 1, 1), date(2025, 1, 1)))
    AccountSession.objects.create(session_key="k", account=clerk, expire_date=AT)
    operations.end_duty(by=office, at=AT, duty=duty, reason="调离")
    assert queries.scope_of(clerk, ON).prefixes == ()
    assert queries.scope_of(clerk, ON - timedelta(days=1)).prefixes == ("360781102",)
    assert AccountSession.objects.count() == 0
    # the same duty may be granted again on the same day
    assert grant(office, clerk, Kind.TOWNSHIP_CLERK, TOWN) == []


def test_only_who_could_grant_a_duty_may_end_it() -> None:
    office, auditor = someone("office", Kind.COUNTY_OFFICE), make_account("auditor")
    duty = make_duty(auditor, Kind.AUDITOR)
    with pytest.raises(NotEntitled):
        operations.end_duty(by=office, at=AT, duty=duty, reason="不想被审计")


@pytest.mark.parametrize(
    ("kind", "region", "prefixes"),
    [
        (Kind.COUNTY_OFFICE, COUNTY, ("360781",)),
        (Kind.TOWNSHIP_CLERK, TOWN, ("360781102",)),
        (Kind.VILLAGE_CADRE, VILLAGE, ("360781102201",)),
        (Kind.AUDITOR, COUNTY, ("360781",)),
        (Kind.MEDICAL_OFFICER, COUNTY, ()),
        (Kind.ADMINISTRATOR, COUNTY, ()),
    ],
)
def test_the_scope_is_where_duties_open_households(
    kind: Kind, region: RegionCode, prefixes: tuple[str, ...]
) -> None:
    account = make_account("me")
    make_duty(account, kind, region)
    scope = queries.scope_of(account, ON)
    assert scope == Scope(prefixes, account=str(account.pk), duty=kind.value)


def test_an_expired_duty_opens_nothing() -> None:
    account = make_account("me")
    make_duty(account, Kind.COUNTY_OFFICE)
    assert queries.scope_of(account, YEAR.end).prefixes == ()
    assert queries.scope_of(account, ON - timedelta(days=1)).prefixes == ()


def test_a_clerk_does_not_see_the_people_of_another_township() -> None:
    clerk = someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)
    someone("neighbour", Kind.TOWNSHIP_CLERK, OTHER_TOWN)
    someone("cadre", Kind.VILLAGE_CADRE, VILLAGE)
    with entered(queries.scope_of(clerk, ON)):
        names = [account.username for account in queries.people(on=ON)]
        raw = rows("SELECT count(*) FROM people_duty")
        one_s_own_guess = queries.known("neighbour")
    assert (names, raw, one_s_own_guess) == (["cadre", "clerk"], [(2,)], None)


def test_without_a_scope_nobody_s_duties_are_there() -> None:
    someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)
    assert rows("SELECT count(*) FROM people_duty") == [(0,)]


def test_the_scope_of_households_does_not_let_duties_be_written() -> None:
    clerk = someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)
    with (
        entered(queries.scope_of(clerk, ON)),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        Duty.objects.create(
            account=clerk,
            kind="township_clerk",
            region_code=VILLAGE.code,
            begins_on=ON,
            ends_on=YEAR.end,
            reason="x",
            granted_by=make_account("other"),
            granted_at=AT,
        )


def test_an_administrator_manages_people_and_sees_no_household() -> None:
    administrator, office = someone("admin", Kind.ADMINISTRATOR), make_account("office")
    someone("foreign", Kind.COUNTY_OFFICE, OTHER_COUNTY)
    assert grant(administrator, office, Kind.COUNTY_OFFICE, COUNTY) == []
    assert queries.scope_of(administrator, ON).prefixes == ()
    places = queries.people_places(queries.duties_of(administrator), ON)
    with entered(queries.scope_of(administrator, ON)), queries.people_scope(places):
        names = [account.username for account in queries.people(on=ON)]
    assert names == ["admin", "office"]


def rows(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()
