"""The pages of people: who may open them, what they show, what they change."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.integration.people.factories import (
    COUNTY,
    OTHER_COUNTY,
    OTHER_TOWN,
    PASSWORD,
    TOWN,
    VILLAGE,
    someone,
)

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.scope import Scope, entered
from shouwang.people import operations, queries
from shouwang.people.models import Account, Duty
from shouwang.people.rules import Kind

pytestmark = pytest.mark.usefixtures("places")
Browser = Callable[[Account], Client]
# with session, account, own duties, both scopes in and out, and the savepoints of the test
QUERIES = 17


def titles(client: Client, **query: str) -> list[str]:
    response = client.get(reverse("people_list"), query)
    return [row["username"] for row in response.context["rows"]]


@pytest.mark.parametrize(
    ("kind", "region", "expected"),
    [
        (Kind.COUNTY_OFFICE, COUNTY, [200, 200, 403]),
        (Kind.ADMINISTRATOR, COUNTY, [200, 200, 200]),
        (Kind.AUDITOR, COUNTY, [200, 403, 200]),
        (Kind.TOWNSHIP_CLERK, TOWN, [403, 403, 403]),
        (Kind.VILLAGE_CADRE, VILLAGE, [403, 403, 403]),
        (Kind.MEDICAL_OFFICER, COUNTY, [403, 403, 403]),
    ],
)
def test_who_may_open_what(
    browser_of: Browser, kind: Kind, region: object, expected: list[int]
) -> None:
    client = browser_of(someone("me", kind, region))  # type: ignore[arg-type]
    pages = ("people_list", "people_engage", "people_log_ins")
    assert [client.get(reverse(page)).status_code for page in pages] == expected
    assert client.get(reverse("people_account")).status_code == 200


def test_a_visitor_is_sent_to_log_in(client: Client) -> None:
    for page in ("people_list", "people_engage", "people_log_ins", "people_account"):
        response = client.get(reverse(page))
        assert response.headers["Location"] == f"{reverse('account_login')}?next={reverse(page)}"


def test_the_list_holds_the_people_of_one_s_places(browser_of: Browser) -> None:
    client = browser_of(someone("office", Kind.COUNTY_OFFICE))
    someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)
    someone("cadre", Kind.VILLAGE_CADRE, VILLAGE)
    someone("foreign", Kind.COUNTY_OFFICE, OTHER_COUNTY)
    assert titles(client) == ["cadre", "clerk", "office"]
    assert titles(client, q="cle") == ["clerk"]
    assert titles(client, kind="village_cadre") == ["cadre"]
    assert titles(client, state="past") == []
    assert client.get(reverse("people_person", args=["foreign"])).status_code == 404


def test_the_list_costs_the_same_for_one_row_and_for_three(
    browser_of: Browser, django_assert_num_queries: Callable[..., object]
) -> None:
    client = browser_of(someone("office", Kind.COUNTY_OFFICE))
    titles(client)
    with django_assert_num_queries(QUERIES):
        titles(client)
    someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)
    someone("cadre", Kind.VILLAGE_CADRE, VILLAGE)
    with django_assert_num_queries(QUERIES):
        titles(client)


def form(**changes: str) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "username": "lihua",
        "display_name": "李花",
        "telephone": "138 0000 1234",
        "kind": "township_clerk",
        "place": TOWN.code,
        "begins_on": str(today),
        "last_on": str(today + timedelta(days=300)),
        "reason": "分工〔2024〕3号",
    } | changes


def test_a_new_person_gets_a_password_once_and_must_change_it(browser_of: Browser) -> None:
    client = browser_of(someone("office", Kind.COUNTY_OFFICE))
    response = client.post(reverse("people_engage"), form())
    password = response.context["password"]
    account = Account.objects.get(username="lihua")
    assert account.check_password(password)
    assert account.must_change_password
    assert (account.telephone, account.masked_telephone) == ("13800001234", "138****1234")
    (duty,) = queries.duties_of(account)
    assert (duty.kind, duty.region) == (Kind.TOWNSHIP_CLERK, TOWN)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "Li Hua"}, "username"),
        ({"username": "office"}, "username"),
        ({"telephone": "123"}, "telephone"),
        ({"kind": "county_office"}, "kind"),
        ({"place": OTHER_COUNTY.code}, "place"),
        ({"place": VILLAGE.code}, "place"),
        ({"last_on": "2020-01-01"}, "last_on"),
        ({"last_on": "2040-01-01"}, "last_on"),
        ({"reason": ""}, "reason"),
    ],
)
def test_bad_input_is_refused_at_its_field(
    browser_of: Browser, changes: dict[str, str], field: str
) -> None:
    client = browser_of(someone("office", Kind.COUNTY_OFFICE))
    response = client.post(reverse("people_engage"), form(**changes))
    assert list(response.context["form"].errors) == [field]
    assert not Account.objects.filter(username="lihua").exists()


def test_grant_and_end_a_duty(browser_of: Browser) -> None:
    client = browser_of(someone("office", Kind.COUNTY_OFFICE))
    clerk = someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)
    url = reverse("people_grant", args=["clerk"])
    assert client.get(url).status_code == 200
    response = client.post(url, form(place=OTHER_TOWN.code))
    assert response.headers["Location"] == reverse("people_person", args=["clerk"])
    rows = queries.duty_rows_of(clerk)
    assert {row.region_code for row in rows} == {TOWN.code, OTHER_TOWN.code}
    url = reverse("people_end_duty", args=["clerk", rows[0].pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": ""}).status_code == 200
    assert client.post(url, {"reason": "调离"}).status_code == 302
    (row,) = [row for row in queries.duty_rows_of(clerk) if row.pk == rows[0].pk]
    assert (row.ended_on, row.ended_reason) == (timezone.localdate(), "调离")


def test_nobody_grants_to_oneself_through_the_page(browser_of: Browser) -> None:
    client = browser_of(someone("office", Kind.COUNTY_OFFICE))
    response = client.post(reverse("people_grant", args=["office"]), form())
    assert response.context["form"].non_field_errors() == [
        "不能给自己授予职责，请由另一位有权人员办理"
    ]


def test_a_name_and_a_telephone_are_put_right(browser_of: Browser) -> None:
    client = browser_of(someone("office", Kind.COUNTY_OFFICE))
    client.post(reverse("people_engage"), form())
    url = reverse("people_correct", args=["lihua"])
    assert client.get(url).context["form"].initial == {"display_name": "李花"}
    assert list(client.post(url, {"display_name": "", "telephone": "12"}).context["form"].errors)
    client.post(url, {"display_name": "李华", "telephone": ""})
    account = Account.objects.get(username="lihua")
    assert (account.display_name, account.telephone) == ("李华", "13800001234")
    client.post(url, {"display_name": "李华", "telephone": "139 0000 1234"})
    assert Account.objects.get(username="lihua").telephone == "13900001234"
    with entered(Scope.everywhere()):
        entries = JournalEntry.objects.filter(act="people.account_corrected").order_by("id")
        found = [(entry.evidence["changed"], entry.evidence["former_name"]) for entry in entries]
    assert found == [(["display_name"], "李花"), (["telephone"], "李华")]
    someone("auditor", Kind.AUDITOR)
    url = reverse("people_correct", args=["auditor"])
    assert client.post(url, {"display_name": "别人"}).status_code == 403


def test_reset_unlock_and_switch(browser_of: Browser) -> None:
    client = browser_of(someone("office", Kind.COUNTY_OFFICE))
    clerk = someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)
    response = client.post(reverse("people_reset_password", args=["clerk"]))
    clerk.refresh_from_db()
    assert clerk.check_password(response.context["password"])
    client.post(reverse("people_switch", args=["clerk"]), {"to": "off"})
    clerk.refresh_from_db()
    assert not clerk.is_active
    client.post(reverse("people_switch", args=["clerk"]), {"to": "on"})
    clerk.refresh_from_db()
    assert clerk.is_active
    for _ in range(5):
        operations.begin_log_in(username="clerk", address=None, at=timezone.now())
    page = reverse("people_person", args=["clerk"])
    assert client.get(page).context["locked"]
    client.post(reverse("people_unlock", args=["clerk"]))
    assert not client.get(page).context["locked"]


@pytest.mark.parametrize("action", ["reset_password", "unlock", "switch"])
def test_the_office_has_no_hand_on_its_auditor(browser_of: Browser, action: str) -> None:
    client = browser_of(someone("office", Kind.COUNTY_OFFICE))
    auditor = someone("auditor", Kind.AUDITOR)
    response = client.post(reverse(f"people_{action}", args=["auditor"]), {"to": "off"})
    assert response.status_code == 403
    auditor.refresh_from_db()
    assert auditor.check_password(PASSWORD)
    assert auditor.is_active
    duty = queries.duty_rows_of(auditor)[0]
    ending = client.post(reverse("people_end_duty", args=["auditor", duty.pk]), {"reason": "x"})
    assert ending.status_code == 403


def test_a_guessed_address_of_another_county_is_not_there(browser_of: Browser) -> None:
    client = browser_of(someone("office", Kind.COUNTY_OFFICE))
    foreign = someone("foreign", Kind.TOWNSHIP_CLERK, OTHER_COUNTY)
    duty = queries.duty_rows_of(foreign)[0]
    for name, args in (
        ("people_grant", ["foreign"]),
        ("people_reset_password", ["foreign"]),
        ("people_unlock", ["foreign"]),
        ("people_switch", ["foreign"]),
        ("people_end_duty", ["foreign", duty.pk]),
    ):
        assert client.post(reverse(name, args=args), form()).status_code == 404


def test_menus_know_what_one_may_do(browser_of: Browser) -> None:
    client = browser_of(someone("cadre", Kind.VILLAGE_CADRE, VILLAGE))
    context = client.get(reverse("people_account")).context
    assert sorted(context["permitted"]) == [
        "edit_dossier",
        "explain_findings",
        "handle_cases",
        "hear_reports",
        "plan_help",
        "record_reports",
        "record_visits",
        "see_cases",
        "see_clues",
        "see_dashboard",
        "see_households",
        "see_policy",
        "see_supervision",
        "serve_counter",
    ]
    assert context["duties"] == "村干部"


def test_the_auditor_reads_the_log_of_log_ins(browser_of: Browser) -> None:
    client = browser_of(someone("auditor", Kind.AUDITOR))
    someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)
    someone("foreign", Kind.TOWNSHIP_CLERK, OTHER_COUNTY)
    for name in ("clerk", "foreign", "nobody"):
        operations.begin_log_in(username=name, address="10.0.0.1", at=timezone.now())
    rows = client.get(reverse("people_log_ins")).context["rows"]
    assert [(row["username"], row["outcome"]) for row in rows] == [("clerk", "失败")]


def test_an_expired_duty_closes_the_pages(browser_of: Browser) -> None:
    office = someone("office", Kind.COUNTY_OFFICE)
    client = browser_of(office)
    assert client.get(reverse("people_list")).status_code == 200
    with queries.people_scope((COUNTY,)):
        Duty.objects.filter(account=office).update(
            begins_on=date(2020, 1, 1), ends_on=date(2021, 1, 1)
        )
    assert client.get(reverse("people_list")).status_code == 403
