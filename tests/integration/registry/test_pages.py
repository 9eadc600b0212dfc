"""The pages of a dossier: read in few statements, changed with a reason, refused in plain words."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.factories_registry import family, grounds, member_number, told
from tests.integration.people.factories import someone

from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind
from shouwang.watch.registry import operations
from shouwang.watch.registry.models import Amendment, Household, Look, Person
from shouwang.watch.registry.operations import Edit

pytestmark = pytest.mark.django_db
CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT set_config('shouwang.scope', ''")


@pytest.fixture
def home() -> Household:
    with entered(Scope.everywhere()):
        return family()


def as_cadre() -> Client:
    client = Client()
    client.force_login(someone("cun", Kind.VILLAGE_CADRE, RegionCode(factories.VILLAGE)))
    return client


def as_clerk() -> Client:
    client = Client()
    client.force_login(someone("zhen", Kind.TOWNSHIP_CLERK, RegionCode(factories.TOWN)))
    return client


def sent(**given: str) -> dict[str, str]:
    return {
        "true_since": timezone.localdate().isoformat(),
        "reason": "本人告知",
        "kind": "corrected",
        **given,
    }


def statements(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len([q for q in asked.captured_queries if not q["sql"].startswith(CONTROL)])


def test_the_page_costs_the_same_whatever_it_holds(home):
    client = as_cadre()
    page = reverse("household", args=[home.number])
    empty = statements(client, page)
    with entered(Scope.everywhere()):
        run = factories.screening_run()
        for n in range(4):
            factories.clue(home, run, rule=f"r{n}")
            factories.income(home, item="务工", amount_fen=n)
            factories.spending(home)
            operations.correct(
                household=home.number, edits=[Edit("address", f"{n}号")], grounds=grounds()
            )
    assert empty <= statements(client, page) <= 15
    assert statements(client, page + "?on=2024-06-25&known_on=2024-07-30") <= 15


def test_a_look_is_noted(home):
    client = as_cadre()
    for _twice in range(2):
        client.get(reverse("household", args=[home.number]))
    with entered(Scope.everywhere()):
        assert Look.objects.filter(household=home).count() == 1


def test_a_cadre_corrects_a_telephone(home):
    client, person = as_cadre(), member_number(home, 1)
    edit = reverse("dossier_edit", args=[home.number, "telephone"]) + f"?member={person}"
    assert edit in client.get(reverse("household", args=[home.number])).content.decode()
    seen = client.get(edit).context["form"].initial["seen"]

    wrong = client.post(edit, sent(telephone="1380", seen=seen))
    assert wrong.context["form"].errors["telephone"] == ["电话应为11位手机号，或区号加固定电话号码"]
    done = client.post(edit, sent(telephone="13800001234", seen=seen), follow=True)
    page = done.content.decode()
    assert ("138****1234" in page, "13800001234" in page) == (True, False)
    assert "本人告知" in page


def test_the_second_editor_sees_both_and_decides(home):
    client = as_cadre()
    edit = reverse("dossier_edit", args=[home.number, "home"])
    seen = client.get(edit).context["form"].initial["seen"]
    with entered(Scope.everywhere()):
        clerk = factories.account(display_name="经办甲")
        theirs = [Edit("address", "东头一号")]
        operations.correct(household=home.number, edits=theirs, grounds=grounds(clerk))

    shown = client.post(edit, sent(address="西头二号", seen=seen))
    page = shown.content.decode()
    assert ("经办甲" in page, "东头一号" in page, "西头二号" in page) == (True, True, True)
    again = shown.context["form"]["seen"].value()
    assert client.post(edit, sent(address="西头二号", seen=again)).status_code == 302
    with entered(Scope.everywhere()):
        assert Household.objects.get(pk=home.pk).address == "西头二号"


@pytest.mark.parametrize(
    "group",
    ["home", "reasons", "living", "land", "production", "telephone", "member", "state", "work"],
)
def test_every_group_shows_its_form_and_saves_nothing_when_nothing_differs(home, group):
    client = as_cadre()
    edit = reverse("dossier_edit", args=[home.number, group])
    edit += f"?member={member_number(home, 1)}"
    form = client.get(edit).context["form"]
    data = sent()
    for bound in form.visible_fields():
        value = bound.value()
        if group == "production":
            value = {"product": "脐橙", "quantity": ""}.get(bound.name, value)
        if bound.name not in data and value is not None:
            data[bound.name] = str(value)
    answer = client.post(edit, data)
    assert answer.status_code == 302, answer.context["form"].errors
    with entered(Scope.everywhere()):
        assert Amendment.objects.count() == 0


def test_fields_of_every_kind_are_saved(home):
    client = as_cadre()
    reasons = reverse("dossier_edit", args=[home.number, "reasons"])
    words = {"causes_0": "因病", "risks_0": "因残", "risks_1": "因病", "tags": "光荣之家，党员户"}
    assert client.post(reasons, sent(kind="changed", **words)).status_code == 302
    land = reverse("dossier_edit", args=[home.number, "land"])
    assert client.post(land, sent(land_arable="3.5")).status_code == 302
    produce = reverse("dossier_edit", args=[home.number, "production"])
    year = timezone.localdate().year
    grown = {"year": str(year), "product": "脐橙", "quantity": "2.5", "unit": "亩"}
    assert client.post(produce, sent(**grown)).status_code == 302
    page = client.get(reverse("household", args=[home.number])).content.decode()
    for word in ("因病", "因残", "光荣之家", "党员户", "3.5 亩", f"{year} 脐橙", "2.5 亩"):
        assert word in page, word


def _acts(home: Household, other: Household) -> dict[str, dict]:
    first, second, son = (member_number(home, n) for n in (1, 2, 3))
    relations = {f"relation_{member_number(home, n)}": "其他" for n in range(1, 6)}
    return {
        "birth": {"name": "张新", "relation": "之女", "sex": "2"},
        "death": {"person": first, "new_head": second},
        "marriage-in": {"partner": son, "name": "赵氏", "relation": "之儿媳", "sex": "2"},
        "marriage-out": {
            "person": member_number(home, 4),
            "into": other.number,
            "partner_name": "张大",
            "relation": "之儿媳",
        },
        "join": {"name": "张远", "relation": "之兄弟姐妹", "sex": "1"},
        "leave": {"going": [first, son], "new_head": second},
        "split": {
            "going": [son],
            **relations,
            f"relation_{first}": "户主",
            f"relation_{son}": "户主",
        },
        "merge": {"into": other.number, **relations},
        "move": {"place": factories.OTHER_TOWN_VILLAGE},
    }


@pytest.mark.usefixtures("villages")
@pytest.mark.parametrize(
    "name",
    [
        "birth",
        "death",
        "marriage-in",
        "marriage-out",
        "join",
        "leave",
        "split",
        "merge",
    ],
)
def test_every_act_is_done_and_taken_back(home, name):
    with entered(Scope.everywhere()):
        other = family()
    client = as_clerk()
    page = reverse("dossier_act", args=[home.number, name])
    assert client.get(page).status_code == 200
    done = client.post(page, sent(**_acts(home, other)[name]))
    if done.status_code == 200 and done.context["other"]:  # the other household was shown first
        seen = done.context["form"]["seen"].value()
        done = client.post(page, sent(**_acts(home, other)[name], seen=seen))
    assert done.status_code == 302, done.context["form"].errors
    with entered(Scope.everywhere()):
        newest = Amendment.objects.filter(household=home).latest("id")
    undo = reverse("dossier_undo", args=[home.number, newest.pk])
    assert newest.get_kind_display() in client.get(undo).content.decode()
    assert client.post(undo, sent()).status_code == 302
    with entered(Scope.everywhere()):
        assert Amendment.objects.filter(household=home).latest("id").kind == "undone"


@pytest.mark.usefixtures("villages")
def test_a_household_moves_only_within_ones_places(home):
    client = as_clerk()
    page = reverse("dossier_act", args=[home.number, "move"])
    outside = client.post(page, sent(place=factories.OTHER_TOWN_VILLAGE))
    assert "place" in outside.context["form"].errors
    inside = client.post(page, sent(place=factories.NEIGHBOUR_VILLAGE))
    assert inside.status_code == 302
    with entered(Scope.everywhere()):
        assert Household.objects.get(pk=home.pk).region_code == factories.NEIGHBOUR_VILLAGE


@pytest.mark.usefixtures("villages")
def test_a_dossier_is_opened_by_the_township():
    client = as_clerk()
    told_of = {"place": factories.VILLAGE, "name": "钱一", "sex": "1", "group": "第1组"}
    done = client.post(reverse("dossier_open"), sent(**told_of), follow=True)
    assert "钱一户" in done.content.decode()


def test_the_head_who_dies_needs_an_heir_and_the_form_says_where(home):
    client = as_cadre()
    page = reverse("dossier_act", args=[home.number, "death"])
    refused = client.post(page, sent(person=member_number(home, 1)))
    assert refused.context["form"].errors == {
        "new_head": ["办理后这户没有户主，请指定一名在户成员为新户主"]
    }


def test_a_cadre_neither_restructures_nor_sees_the_neighbours(home):
    client = as_cadre()
    assert client.get(reverse("dossier_act", args=[home.number, "split"])).status_code == 403
    with entered(Scope.everywhere()):
        other = family(region_code=factories.NEIGHBOUR_VILLAGE)
    for path in (
        reverse("dossier_act", args=[other.number, "birth"]),
        reverse("dossier_edit", args=[other.number, "home"]),
        reverse("dossier_history", args=[other.number]),
    ):
        assert client.get(path).status_code == 404, path


def test_an_auditor_reads_and_does_not_edit(home):
    client = Client()
    client.force_login(someone("shenji", Kind.AUDITOR, RegionCode.of("360781")))
    page = client.get(reverse("household", args=[home.number])).content.decode()
    assert reverse("dossier_edit", args=[home.number, "home"]) not in page
    assert client.get(reverse("dossier_history", args=[home.number])).status_code == 200
    assert client.get(reverse("dossier_edit", args=[home.number, "home"])).status_code == 403


def test_the_dossier_as_of_a_day_before_and_after(home):
    with entered(Scope.everywhere()):
        operations.birth(
            household=home.number,
            newborn=told(name="张新", birth_on=grounds().true_since),
            grounds=grounds(),
        )
    client, since = as_cadre(), grounds().true_since
    page = reverse("household", args=[home.number])
    later = client.get(f"{page}?on={since}").context
    earlier = client.get(f"{page}?on={since - timedelta(days=1)}").context
    assert [len(one["members"]) for one in (later, earlier)] == [6, 5]
    assert (later["may_edit"], later["may_unmask"]) == (False, False)


def test_every_fact_has_its_page(home):
    with entered(Scope.everywhere()):
        for n in range(61):
            factories.spending(home, amount_fen=n)
    client = as_cadre()
    page = reverse("household_facts", args=[home.number, "spending"])
    assert len(client.get(page).context["rows"]) == 60
    assert len(client.get(page + "?page=2").context["rows"]) == 1
    assert client.get(reverse("household_facts", args=[home.number, "wishes"])).status_code == 404


def test_a_telephone_in_full_can_be_called(home):
    with entered(Scope.everywhere()):
        person = Person.objects.get(number=member_number(home, 1))
        person.telephone = "13800001234"
        person.save()
    client = as_clerk()
    asked = {"member": person.number, "field": "telephone", "reason": "通知领补贴"}
    page = client.post(reverse("unmask_identity", args=[home.number]), asked).content.decode()
    assert 'href="tel:13800001234"' in page
    asked["field"] = "name"
    assert client.post(reverse("unmask_identity", args=[home.number]), asked).status_code == 404
