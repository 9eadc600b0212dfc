"""Every page of the watch answers in few statements, and only inside the scope."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories
from tests.integration.people.factories import someone

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind
from shouwang.watch.registry.models import Person

VILLAGE = factories.VILLAGE
NEIGHBOUR = RegionCode("360781100999")
IDENTITY = "36079919850624022X"
# Transactions, and leaving the scope, which only happens inside a test's own transaction.
CONTROL = (
    "SAVEPOINT",
    "RELEASE",
    "BEGIN",
    "COMMIT",
    "SELECT set_config('shouwang.scope', ''",
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clue():
    with entered(Scope.everywhere()):
        run = factories.screening_run()
        home = factories.household(number="H1")
        factories.member(home, number="P1", identity=IDENTITY)
        return factories.clue(home, run)


def logged_in(kind: Kind, region: RegionCode) -> Client:
    client = Client()
    client.force_login(someone(kind.value, kind, region))
    return client


def office() -> Client:
    return logged_in(Kind.COUNTY_OFFICE, RegionCode.of("360781"))


def pages(clue) -> list[str]:
    return [
        reverse("home"),
        reverse("place", args=[VILLAGE]),
        reverse("place", args=[f"{VILLAGE[:9]}000"]),
        reverse("clues"),
        reverse("clue", args=[clue.pk]),
        reverse("household", args=["H1"]),
        reverse("households") + "?q=H1",
        reverse("households") + "?with_clues=yes",
        reverse("figures", args=[f"{VILLAGE[:6]}000000"]),
        reverse("figures", args=[VILLAGE]) + "?view=screen",
        reverse("exports"),
        reverse("screenings"),
        reverse("screening", args=[clue.opened_by_id]),
        reverse("policy"),
        reverse("policy_rule", args=["medical_burden"]),
        reverse("policy_parameter", args=["monitoring_line"]),
        reverse("policy_enter", args=["monitoring_line"]),
    ]


def test_every_page_answers_in_few_statements(clue):
    client = office()
    for path in pages(clue):
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200, path
        statements = [q["sql"] for q in asked.captured_queries if not q["sql"].startswith(CONTROL)]
        # places are read once an edition; tests have none
        asked_anew = [one for one in statements if one.startswith('SELECT "regions_division"')]
        wide = "/households/?" in path or "figures" in path
        assert len(statements) - len(asked_anew) <= (15 if wide else 12), (
            path,
            [one[:90] for one in statements],
        )


def test_a_neighbour_finds_nothing(clue):
    client = logged_in(Kind.VILLAGE_CADRE, NEIGHBOUR)
    for path in (
        reverse("place", args=[VILLAGE]),
        reverse("clue", args=[clue.pk]),
        reverse("household", args=["H1"]),
        reverse("clues") + f"?place={VILLAGE}",
    ):
        assert client.get(path).status_code == 404, path
    assert client.get(reverse("clues")).context["rows"] == []
    assert client.get(reverse("households") + "?q=H1").context["rows"] == []


@pytest.mark.parametrize("name", ["export", "policy_enter"])
def test_a_cadre_may_neither_export_nor_change_policy(name):
    client = logged_in(Kind.VILLAGE_CADRE, RegionCode(VILLAGE))
    arguments = ["monitoring_line" if name == "policy_enter" else "clues"]
    assert client.get(reverse(name, args=arguments)).status_code == 403


@pytest.mark.usefixtures("clue")
def test_an_identity_number_is_masked_until_a_reason_is_given():
    client = office()
    page = client.get(reverse("household", args=["H1"])).content.decode()
    assert ("360***********022X" in page, IDENTITY in page) == (True, False)

    unmask = reverse("unmask_identity", args=["H1"])
    refused = client.post(unmask, {"member": "P1", "reason": " "})
    assert (refused.status_code, refused["Location"]) == (302, reverse("household", args=["H1"]))

    shown = client.post(unmask, {"member": "P1", "reason": "核对医保报销"}).content.decode()
    assert IDENTITY in shown
    with entered(Scope.everywhere()):
        person = Person.objects.get(number="P1")
        entry = JournalEntry.objects.get(act="kernel.unmask")
    assert (entry.subject_id, entry.reason) == (str(person.pk), "核对医保报销")
    assert entry.evidence == {"field": "identity"}
    assert client.post(unmask, {"member": "P9", "reason": "x"}).status_code == 404


@pytest.mark.usefixtures("clue")
def test_a_cadre_may_not_unmask():
    client = logged_in(Kind.VILLAGE_CADRE, RegionCode(VILLAGE))
    unmask = reverse("unmask_identity", args=["H1"])
    assert client.post(unmask, {"member": "P1", "reason": "好奇"}).status_code == 403
