"""The pages of the room: who sees them, what they show, what they do."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories, factories_pairing
from tests.integration.people.factories import someone

from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.people.models import Account
from shouwang.people.rules import Kind
from shouwang.watch.pairing import queries
from shouwang.watch.pairing.models import Helper, Pairing, Plan

pytestmark = pytest.mark.django_db
CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT set_config('shouwang.scope', ''")
PLACES = {
    Kind.COUNTY_OFFICE: "360781",
    Kind.TOWNSHIP_CLERK: "360781100",
    Kind.VILLAGE_CADRE: "360781100201",
}


def browser(kind: Kind) -> Client:
    found = Account.objects.filter(username=kind.value).first()
    client = Client()
    client.force_login(found or someone(kind.value, kind, RegionCode.of(PLACES[kind])))
    return client


@pytest.fixture
def homes():
    with entered(Scope.everywhere()):
        yield [
            factories.household(number=f"H{n}", registered_on=date(2014, 1, 1)) for n in range(2)
        ]


def page(answer) -> str:
    return answer.content.decode()


def plan_by(client: Client) -> Plan:
    client.post(reverse("pairing_plans"), {"act": uuid4()})
    return Plan.objects.get()


def test_one_click_a_look_and_another_click(homes):
    helper, client = factories_pairing.helper(), browser(Kind.COUNTY_OFFICE)
    assert "没有帮扶责任人的农户" in page(client.get(reverse("pairing")))
    plan = plan_by(client)
    assert "确认，改动 2 户" in page(client.get(reverse("pairing_plan", args=[plan.pk])))
    shown = page(client.post(reverse("pairing_apply", args=[plan.pk]), follow=True))
    assert "已按方案结对" in shown
    assert Pairing.objects.filter(queries.NOW, helper=helper).count() == 2
    client.post(reverse("pairing_undo", args=[plan.pk]))
    assert Pairing.objects.filter(queries.NOW).count() == 0


def test_what_is_missing_is_said_with_its_place(homes):
    factories_pairing.helper(rank="staff")
    for n in range(3):
        factories.household(number=f"M{n}", registered_on=date(2014, 1, 1))
    client = browser(Kind.COUNTY_OFFICE)
    shown = page(client.get(reverse("pairing_plan", args=[plan_by(client).pk])))
    assert "还有 2 户没有人，至少再要 1 名帮扶责任人" in shown


def test_a_township_adjusts_by_hand_and_assigns_nothing_at_once(homes):
    helper, client = factories_pairing.helper(), browser(Kind.TOWNSHIP_CLERK)
    assert client.get(reverse("pairing_plans")).status_code == 403
    address = reverse("household_helper", args=["H0"])
    assert "这一户现在没有帮扶责任人" in page(client.get(address))
    sent = {"act": uuid4(), "helper": helper.pk, "note": "就近", "seen": ""}
    assert helper.name in page(client.post(address, sent, follow=True))
    assert Pairing.objects.get().note == "就近"


def test_a_village_cadre_looks_and_changes_nothing(homes):
    helper, client = factories_pairing.helper(), browser(Kind.VILLAGE_CADRE)
    address = reverse("household_helper", args=["H0"])
    assert client.get(address).status_code == 200
    assert client.post(address, {"act": uuid4(), "helper": helper.pk}).status_code == 403
    assert client.get(reverse("pairing")).status_code == 403


def test_what_was_written_comes_back_on_a_refusal(homes):
    client = browser(Kind.COUNTY_OFFICE)
    helper = factories_pairing.helper()
    by = Account.objects.get(username="county_office")
    factories_pairing.pairing(homes[0], by, helper)
    sent = {"act": uuid4(), "helper": helper.pk, "note": "离家近", "seen": ""}
    shown = page(client.post(reverse("household_helper", args=["H0"]), sent))
    assert ("别人已经改了" in shown, "离家近" in shown) == (True, True)


def test_a_pasted_list_is_registered_or_every_wrong_row_named(homes):
    client = browser(Kind.COUNTY_OFFICE)
    sent = {"rows": "王力\t水利局\t科员\t科长\t\t某处"}
    shown = page(client.post(reverse("pairing_paste"), sent))
    assert ("第 1 行的级别认不出" in shown, "第 1 行的工作地点认不出" in shown) == (True, True)
    assert (Helper.objects.count(), "水利局" in shown) == (0, True)


def test_a_helpers_page_and_leaving(homes):
    client = browser(Kind.COUNTY_OFFICE)
    by = Account.objects.get(username="county_office")
    leaver, stays = factories_pairing.helper(), factories_pairing.helper()
    factories_pairing.pairing(homes[0], by, leaver)
    address = reverse("pairing_helper", args=[leaver.pk])
    assert "办理离任" in page(client.get(address))
    sent = {"act": uuid4(), "successor": "", "note": ""}
    assert "离任日期" in page(client.post(address, sent, follow=True))
    assert Pairing.objects.get(queries.NOW).helper == stays


def test_lists_exports_and_the_roll(homes):
    client = browser(Kind.COUNTY_OFFICE)
    by = Account.objects.get(username="county_office")
    factories_pairing.pairing(homes[0], by, factories_pairing.helper(name="王力"))
    assert "王力" in page(client.get(reverse("pairing_roll")))
    waiting = page(client.get(reverse("pairing_waiting")))
    assert ("H1" in waiting, "H0" in waiting) == (True, False)
    for name in ("pairing_export", "pairing_waiting_export"):
        content = b"".join(client.get(reverse(name)).streaming_content)
        assert content.startswith(b"PK")


def test_every_list_takes_few_statements(homes):
    client = browser(Kind.COUNTY_OFFICE)
    by = Account.objects.get(username="county_office")
    for _ in range(3):
        factories_pairing.helper()
    factories_pairing.pairing(homes[0], by, factories_pairing.helper(name="王力"))
    for name in ("pairing", "pairing_waiting", "pairing_plans", "pairing_roll"):
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(name))
        statements = [one["sql"] for one in asked if not one["sql"].startswith(CONTROL)]
        assert len(statements) <= 15, (name, statements)
