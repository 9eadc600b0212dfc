"""The search box, the list with its filters, saved filters and bulk acts."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from psycopg.types.range import DateRange
from tests import factories
from tests.factories_finding import named, person, tag
from tests.integration.people.factories import someone

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind
from shouwang.watch.monitoring.models import SavedFilter, Tagging
from shouwang.watch.monitoring.queries import finder
from shouwang.watch.monitoring.queries.finder import Wanted
from shouwang.watch.registry.models import Risk, Tag

pytestmark = pytest.mark.django_db
IDENTITY = "36079919850624022X"
EVERYWHERE = Scope.everywhere()
HOUSEHOLDS, BULK_TAG = "/households/", "/households/bulk/tag/"


def logged_in(kind: Kind, prefix: str, name: str = "") -> Client:
    client = Client()
    client.force_login(someone(name or f"{kind.value}{prefix}", kind, RegionCode.of(prefix)))
    return client


@pytest.fixture
def office() -> Client:
    return logged_in(Kind.COUNTY_OFFICE, "360781")


@pytest.fixture
def homes() -> None:
    """H1 with a clue and a tag, H2 with an old member, H3 in the neighbouring village."""
    with entered(EVERYWHERE):
        one = named("刘四", "ls", number="H1", identity=IDENTITY, telephone="13800001234")
        factories.clue(one, factories.screening_run())
        tag(one, "重点")
        two = named("王五", "ww", number="H2")
        person(two, "王老", "wl", relation="之父", birth_on=date(1930, 1, 1), labour="lost")
        factories.category_period(two, category="unstable")
        named("赵六", "zl", number="H3", region_code=factories.NEIGHBOUR_VILLAGE)


def shown(client: Client, path: str) -> list[str]:
    return [row["number"] for row in client.get(path).context["rows"]]


@pytest.mark.usefixtures("homes")
def test_words_are_posted_and_what_is_harmless_moves_to_an_address(office):
    answer = office.post(HOUSEHOLDS, {"q": "刘四"})
    assert (answer.status_code, answer["Location"]) == (
        302,
        HOUSEHOLDS + "?q=%E5%88%98%E5%9B%9B",
    )
    assert shown(office, answer["Location"]) == ["H1"]


@pytest.mark.usefixtures("homes")
@pytest.mark.parametrize("number", [IDENTITY, "138 0000 1234"])
def test_a_whole_number_opens_the_dossier_and_is_never_in_an_address(office, number):
    answer = office.post(HOUSEHOLDS, {"q": number})
    assert (answer.status_code, answer["Location"]) == (302, reverse("household", args=["H1"]))
    unknown = office.post(HOUSEHOLDS, {"q": "139 9999 9999"})
    assert (unknown.status_code, unknown.context["rows"]) == (200, [])
    assert "13999999999" not in unknown.content.decode()
    got = office.get(HOUSEHOLDS, {"q": number, "tag": "a"}, follow=True)
    assert got.redirect_chain == [(HOUSEHOLDS + "?tag=a", 302)]
    assert "不能放在网址里" in got.content.decode()
    assert number.replace(" ", "") not in got.content.decode()


@pytest.mark.usefixtures("homes")
def test_suggestions_while_one_types(office):
    answer = office.post(reverse("households_suggest"), {"q": "l"})
    assert [one["head"] for one in answer.context["homes"]] == ["刘四"]
    assert office.get(reverse("households_suggest")).status_code == 405
    assert office.post(reverse("households_suggest"), {"q": "\x00"}).status_code == 200


@pytest.mark.usefixtures("homes")
@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["H1", "H2", "H3"]),
        (f"place={factories.NEIGHBOUR_VILLAGE}", ["H3"]),
        ("with_clues=yes", ["H1"]),
        ("with_clues=no", ["H2", "H3"]),
        ("severity=3", ["H1"]),
        ("rule=unsafe_house", ["H1"]),
        ("rule=medical_burden", []),
        ("rule=no_such_rule", ["H1", "H2", "H3"]),
        ("tag=重点", ["H1"]),
        ("category=unstable", ["H2"]),
        ("category=none", ["H1", "H3"]),
        ("least_age=80", ["H2"]),
        ("least_age=80&labour=able", []),
        ("labour=lost", ["H2"]),
        ("disabled=yes", []),
        ("registered=no", ["H1", "H2", "H3"]),
        ("least_size=2", []),
        ("q=w&category=unstable", ["H2"]),
        ("q=w&with_clues=yes", []),
        ("sort=-place", ["H3", "H2", "H1"]),
        ("least_size=many&severity=9&category=x", ["H1", "H2", "H3"]),
    ],
)
def test_filters(office, query, numbers):
    assert shown(office, f"{HOUSEHOLDS}?{query}") == numbers


def test_a_risk_counts_on_its_days(everywhere):
    home = factories.household(number="H1")
    Risk.objects.create(
        household=home,
        region_code=home.region_code,
        kind="因病",
        rank=1,
        during=DateRange(date(2024, 1, 1), date(2024, 7, 1)),
    )
    wanted = Wanted("360781", risk="因病")
    assert finder.found(wanted, date(2024, 6, 30)).page.total == 1
    assert finder.found(wanted, date(2024, 7, 1)).page.total == 0


@pytest.mark.usefixtures("homes")
def test_a_cadre_finds_nothing_of_the_neighbours():
    cadre = logged_in(Kind.VILLAGE_CADRE, factories.NEIGHBOUR_VILLAGE)
    assert shown(cadre, HOUSEHOLDS) == ["H3"]
    assert shown(cadre, HOUSEHOLDS + "?q=ls") == []
    assert cadre.get(HOUSEHOLDS, {"place": factories.VILLAGE}).status_code == 404
    assert cadre.post(HOUSEHOLDS, {"q": IDENTITY}).context["rows"] == []


@pytest.mark.usefixtures("homes")
def test_a_filter_is_saved_shared_and_forgotten(office):
    given = {"list": "households", "name": "有线索", "query": "with_clues=yes&page=2&q="}
    saved = office.post(reverse("save_filter"), given)
    assert saved["Location"] == HOUSEHOLDS + "?with_clues=yes"
    page = office.get(saved["Location"])
    assert [one["name"] for one in page.context["saved"]["filters"]] == ["有线索"]
    kept = SavedFilter.objects.get()

    other = logged_in(Kind.TOWNSHIP_CLERK, "360781100")
    assert other.get(HOUSEHOLDS).context["saved"]["filters"] == []
    other.post(reverse("forget_filter", args=[kept.pk]))
    assert SavedFilter.objects.count() == 1
    office.post(reverse("forget_filter", args=[kept.pk]))
    assert SavedFilter.objects.count() == 0


def test_a_filter_with_a_whole_number_is_saved_without_it(office):
    given = {"list": "households", "name": "某人", "query": f"q={IDENTITY}&tag=a"}
    office.post(reverse("save_filter"), given)
    assert SavedFilter.objects.get().query == "tag=a"


@pytest.mark.usefixtures("homes")
def test_ticked_households_are_previewed_tagged_and_untagged(office):
    preview = office.post("/households/bulk/", {"picked": ["H1", "H2"], "query": ""})
    assert (preview.context["count"], len(preview.context["first"])) == (2, 2)

    asked = {"picked": ["H1", "H2"], "query": "", "word": "重点", "added": "yes"}
    effect = office.post(BULK_TAG, asked)
    assert (effect.context["effect"], effect.context["unchanged"]) == (1, 1)
    with entered(EVERYWHERE):
        assert Tag.objects.count() == 1

    done = office.post(BULK_TAG, asked | {"confirmed": "1"})
    with entered(EVERYWHERE):
        made = Tagging.objects.get()
        tagged = sorted(Tag.objects.values_list("household__number", flat=True))
        entry = JournalEntry.objects.get(act="monitoring.tag")
    assert done["Location"] == reverse("tagging", args=[made.pk])
    assert (tagged, entry.evidence) == (["H1", "H2"], {"word": "重点", "households": 1})
    assert office.get(done["Location"]).status_code == 200

    for _ in range(2):  # the second undoing finds nothing to undo
        office.post(reverse("undo_tagging", args=[made.pk]))
        with entered(EVERYWHERE):
            assert list(Tag.objects.values_list("household__number", flat=True)) == ["H1"]


def test_many_households_need_the_number_typed(office):
    with entered(EVERYWHERE):
        for _ in range(101):
            factories.household()
    asked = {"query": "", "word": "新", "added": "yes", "confirmed": "1"}
    refused = office.post(BULK_TAG, asked | {"typed": "100"})
    assert (refused.context["effect"], refused.context["mistyped"]) == (101, True)
    with entered(EVERYWHERE):
        assert Tag.objects.count() == 0
    office.post(BULK_TAG, asked | {"typed": "101"})
    with entered(EVERYWHERE):
        assert Tag.objects.count() == 101


@pytest.mark.usefixtures("homes")
def test_nobody_tags_or_undoes_beyond_their_duties(office):
    auditor = logged_in(Kind.AUDITOR, "360781")
    asked = {"picked": ["H1"], "query": "", "word": "x", "added": "yes", "confirmed": "1"}
    assert auditor.post(BULK_TAG, asked).status_code == 403
    cadre = logged_in(Kind.VILLAGE_CADRE, factories.NEIGHBOUR_VILLAGE)
    assert cadre.post(BULK_TAG, asked).context["count"] == 0
    office.post(BULK_TAG, asked)
    with entered(EVERYWHERE):
        number = Tagging.objects.get().pk
    clerk = logged_in(Kind.TOWNSHIP_CLERK, "360781100")
    assert clerk.get(reverse("tagging", args=[number])).status_code == 404
    clerk.post(reverse("undo_tagging", args=[number]))
    with entered(EVERYWHERE):
        assert Tag.objects.filter(word="x").count() == 1


@pytest.mark.usefixtures("homes")
def test_a_new_screening_of_the_smallest_place_that_holds_them(office):
    answer = office.post("/households/bulk/screen/", {"picked": ["H1", "H2"], "query": ""})
    assert answer.status_code == 302
    assert "/screenings/" in answer["Location"]
    page = office.get(answer["Location"])
    assert page.context["run"].region_code == factories.VILLAGE
