"""What the database itself refuses of duties, and a duty lent, used, returned and ended."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.integration.people.factories import (
    COUNTY,
    OTHER_COUNTY,
    TOWN,
    VILLAGE,
    make_account,
    make_duty,
    someone,
)

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.periods import Period
from shouwang.kernel.scope import Scope, entered
from shouwang.people import operations, queries
from shouwang.people.errors import NotEntitled
from shouwang.people.models import Account, Duty
from shouwang.people.rules import Kind, Wish, reason_against

pytestmark = pytest.mark.usefixtures("places")


def today() -> date:
    """Asked anew by each test: a run may go over midnight."""
    return timezone.localdate()


def week() -> Period:
    return Period(today(), today() + timedelta(days=7))


def test_the_database_holds_the_same_table_of_pairs() -> None:
    with connection.cursor() as cursor:
        for one in Kind:
            for other in Kind:
                cursor.execute("SELECT people_incompatible(%s, %s)", [one.value, other.value])
                assert cursor.fetchone()[0] is bool(reason_against(one, other)), (one, other)


def test_a_pair_that_excludes_each_other_is_refused_by_rule_and_by_database() -> None:
    boss = someone("boss", Kind.ADMINISTRATOR)
    clerk = someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)
    wish = Wish(clerk.pk, Kind.AUDITOR, COUNTY, week())
    reading = operations.grant_duty(by=boss, at=timezone.now(), wish=wish, reason="分工")
    assert [finding.code for finding in reading.findings] == ["incompatible"]
    with pytest.raises(IntegrityError, match="incompatible"), transaction.atomic():
        make_duty(clerk, Kind.AUDITOR, COUNTY, week())
    make_duty(clerk, Kind.AUDITOR, OTHER_COUNTY, week())


def lent(lender: Account, to: str, **changed: object):
    row = queries.duty_rows_of(lender)[0]
    wish = Wish(0, Kind(row.kind), row.region, week())
    given = {"wish": wish, "reason": "休假", "at": timezone.now()} | changed
    return operations.lend_duty(by=lender, duty=row, to=to, **given)  # type: ignore[arg-type]


@pytest.fixture
def lender() -> Account:
    return someone("lender", Kind.TOWNSHIP_CLERK, TOWN)


@pytest.fixture
def helper() -> Account:
    return someone("helper", Kind.VILLAGE_CADRE, VILLAGE)


def test_a_lent_duty_gives_its_scope_and_the_journal_says_for_whom(lender, helper) -> None:
    assert queries.scope_of(helper, today()).prefixes == (VILLAGE.prefix,)
    assert lent(lender, "helper").findings == ()
    helper = Account.objects.get(pk=helper.pk)
    assert queries.scope_of(helper, today()).prefixes == (TOWN.prefix,)
    assert helper.name == "姓名 helper（代姓名 lender）"
    with entered(Scope.everywhere()):
        entry = JournalEntry.objects.get(act="people.duty_lent")
    assert (entry.actor_name, entry.evidence["username"]) == ("姓名 lender", "helper")


def test_both_accounts_show_it_and_either_ends_it(lender, helper) -> None:
    lent(lender, "helper")
    browsers = {}
    for account in (lender, helper):
        browsers[account.username] = Client()
        browsers[account.username].force_login(account)
    page = browsers["lender"].get(reverse("people_account"))
    assert [row.duty.account.username for row in page.context["lent"]] == ["helper"]
    number = page.context["lent"][0].duty.pk
    assert "代 姓名 lender" in browsers["helper"].get(reverse("people_account")).content.decode()
    answer = browsers["helper"].post(reverse("people_give_back", args=[number]))
    assert answer.status_code == 302
    assert queries.scope_of(Account.objects.get(pk=helper.pk), today()).prefixes == (
        VILLAGE.prefix,
    )
    assert queries.loans_of(lender, today()) == []


def test_it_is_lent_by_its_page(lender, helper) -> None:
    client = Client()
    client.force_login(lender)
    address = reverse("people_lend", args=[queries.duty_rows_of(lender)[0].pk])
    form = {
        "username": "helper",
        "place": TOWN.code,
        "begins_on": str(today()),
        "last_on": str(today() + timedelta(days=40)),
        "reason": "外出培训",
    }
    refused = client.post(address, form)
    assert refused.context["form"].errors == {"last_on": ["一次委托最长30天"]}
    assert client.post(address, form | {"last_on": str(today())}).status_code == 302
    assert len(queries.loans_of(lender, today())) == 1


@pytest.mark.parametrize("name", ["nobody", "idle", "foreign"])
def test_it_is_lent_to_a_colleague_in_office_only(lender, name) -> None:
    make_account("idle")
    someone("foreign", Kind.COUNTY_OFFICE, OTHER_COUNTY)
    assert [finding.code for finding in lent(lender, name).findings] == ["no_such_colleague"]


def test_nobody_else_takes_it_back_and_it_is_not_lent_on(lender, helper) -> None:
    loan = lent(lender, "helper").value
    third = someone("third", Kind.VILLAGE_CADRE, VILLAGE)
    with pytest.raises(NotEntitled):
        operations.give_back(by=third, at=timezone.now(), duty=loan)
    reading = operations.lend_duty(
        by=helper, at=timezone.now(), duty=loan, to="third",
        wish=Wish(0, Kind.TOWNSHIP_CLERK, TOWN, week()), reason="转托",
    )  # fmt: skip
    assert [finding.code for finding in reading.findings] == ["lent_on"]


def test_it_ends_with_its_lenders_duty(lender, helper) -> None:
    loan = lent(lender, "helper").value
    office = someone("office", Kind.COUNTY_OFFICE)
    operations.end_duty(
        by=office, at=timezone.now(), duty=queries.duty_rows_of(lender)[0], reason="调离"
    )
    with queries.people_scope((TOWN,)):
        ended = Duty.objects.get(pk=loan.pk)
    assert (ended.ended_on, ended.ended_reason) == (today(), "委托人的这项职责已终止")


@pytest.mark.parametrize(
    "change",
    [
        {"region_code": COUNTY.code},
        {"kind": "village_cadre"},
        {"ends_on": date(2999, 1, 1)},
        {"begins_on": date(2000, 1, 1)},
    ],
)
def test_the_database_keeps_a_loan_inside_its_lenders_duty(lender, helper, change) -> None:
    loan = lent(lender, "helper").value
    with pytest.raises(IntegrityError), queries.people_scope((COUNTY,)):
        Duty.objects.filter(pk=loan.pk).update(**change)


def test_the_database_keeps_a_duty_as_long_as_what_was_lent_of_it(lender, helper) -> None:
    lent(lender, "helper")
    with pytest.raises(IntegrityError), queries.people_scope((COUNTY,)):
        Duty.objects.filter(account=lender).update(ends_on=today() + timedelta(days=1))


def test_a_loan_has_a_reason(lender, helper) -> None:
    assert [one.code for one in lent(lender, "helper", reason=" ").findings] == ["no_reason"]
