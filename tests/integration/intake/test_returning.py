"""Who moved out and is named again comes back; who else a list may not bring in; telephones."""

from datetime import date, datetime

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from tests import factories
from tests.factories_intake import AS_OF, checked, csv, merged
from tests.integration.intake.test_members import CHILD, HEAD, ROWS

from shouwang.kernel.scope import Scope, entered
from shouwang.watch.registry.models import Amendment, Change, Household, Person, Work
from shouwang.watch.registry.queries import dossier_as_of

TOWN = factories.TOWN
LEFT = date(2023, 3, 1)
SON = {**ROWS[2], "household_number": "H1"}


def son(home: Household, **given: object) -> Person:
    return factories.member(
        home,
        number="P9",
        name="张小",
        relation="之子",
        identity=CHILD,
        birth_on=date(2012, 5, 5),
        **{"moved_out_on": LEFT, **given},
    )


@pytest.fixture
def homes(divisions) -> tuple[Household, Household]:
    with entered(Scope.everywhere()):
        found = factories.household(number="H1"), factories.household(number="H2")
        for home, identity in zip(found, (HEAD, None), strict=True):
            factories.member(home, name=f"户主{home.number}", identity=identity)
        return found


def handed(tmp_path, clerk, row=SON, as_of=AS_OF):
    return checked("members", csv(tmp_path, "members", [row]), by=clerk, place=TOWN, as_of=as_of)


def shown(batch) -> set[tuple[str, str | None, str | None]]:
    with entered(Scope.everywhere()):
        return set(batch.differences.values_list("field", "before", "after"))


def test_who_is_named_again_by_the_household_they_left_is_back(homes, clerk, tmp_path):
    with entered(Scope.everywhere()):
        son(homes[0], joined_on=date(2012, 5, 5))
    batch = handed(tmp_path, clerk)
    assert (batch.new, batch.changed, batch.refused) == (0, 1, 0)
    assert shown(batch) >= {
        ("moved_out_on", "2023-03-01", None),
        ("joined_on", "2012-05-05", "2024-06-30"),
    }
    assert batch.counts == {"person_back": 1}
    merged(batch, by=clerk)
    with entered(Scope.everywhere()):
        back = Person.objects.get(identity_index=CHILD)
        assert (back.number, back.moved_out_on, back.joined_on) == ("P9", None, AS_OF)
        home = Household.objects.get(number="H1")
        assert (home.size, home.revision) == (2, 1)
        before = dossier_as_of(home, date(2023, 6, 1))
        assert [one.number for one in before.past] == ["P9"]
    assert handed(tmp_path, clerk).same == 1


def test_who_is_named_by_another_household_comes_with_number_and_history(homes, clerk, tmp_path):
    with entered(Scope.everywhere()):
        person = son(homes[1])
        Work.objects.create(
            household=homes[1],
            region_code=homes[1].region_code,
            person=person,
            place="county",
            during=(date(2022, 1, 1), None),
        )
    batch = handed(tmp_path, clerk)
    assert ("household", "H2", "H1") in shown(batch)
    merged(batch, by=clerk)
    with entered(Scope.everywhere()):
        back = Person.objects.get(identity_index=CHILD)
        assert (back.number, back.household.number, back.moved_out_on) == ("P9", "H1", None)
        assert Work.objects.get(person=back).household == back.household
        moves = Change.objects.filter(field="household").order_by("amendment__household__number")
        assert [(one.amendment.household.number, one.before, one.after) for one in moves] == [
            ("H1", "H2", "H1"),
            ("H2", "H2", "H1"),
        ]
        assert Amendment.objects.filter(household__number="H2").count() == 1
        left = Household.objects.get(number="H2")
        assert (left.size, left.revision) == (1, 1)
        before = dossier_as_of(left, date(2022, 6, 1))
        assert "P9" in [one.number for one in before.present]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"moved_out_on": None}, "person_elsewhere"),
        ({"moved_out_on": date(2024, 7, 5)}, "person_left"),
        ({"moved_out_on": None, "died_on": LEFT}, "person_dead"),
    ],
)
def test_nobody_is_entered_a_second_time(homes, clerk, tmp_path, given, code):
    with entered(Scope.everywhere()):
        son(homes[1], **given)
    batch = handed(tmp_path, clerk)
    assert (batch.refused, batch.counts) == (1, {code: 1})


def test_the_dead_named_by_their_own_household_are_asked_about(homes, clerk, tmp_path):
    with entered(Scope.everywhere()):
        son(homes[0], moved_out_on=None, died_on=LEFT)
    batch = handed(tmp_path, clerk)
    assert (batch.refused, batch.counts) == (0, {"person_dead": 1})


def test_newcomers_are_looked_up_among_everybody_of_the_county(homes, clerk, tmp_path):
    batch, before = handed(tmp_path, clerk), timezone.now()
    merged(batch, by=clerk)
    with entered(Scope.everywhere()):
        new = Person.objects.get(identity_index=CHILD)
        (job,) = ProcrastinateJob.objects.filter(task_name="linkage.check")
    assert job.args["region_code"] == "360781000000"
    since = datetime.fromisoformat(job.args["recorded_since"])
    assert before < since <= new.recorded_at
    merged(handed(tmp_path, clerk, SON | {"schooling": "初中"}), by=clerk)
    with entered(Scope.everywhere()):
        assert ProcrastinateJob.objects.filter(task_name="linkage.check").count() == 1


def test_a_households_telephone_is_its_heads(homes, clerk, tmp_path):
    row = {"household_number": "H1", "region": "象湖镇竹岗村", "head_name": "户主H1",
           "telephone": "13800138000"}  # fmt: skip

    def list_of(*rows):
        return checked("households", csv(tmp_path, "households", rows), by=clerk, place=TOWN)

    batch = list_of(row)
    assert (batch.changed, shown(batch)) == (1, {("telephone", None, "138****8000")})
    batch = merged(batch, by=clerk)
    assert (batch.refusal, batch.state) == ("", "merged")
    with entered(Scope.everywhere()):
        head = Person.objects.get(identity_index=HEAD)
        assert (head.telephone, head.telephone_tail) == ("13800138000", "8000")
        (change,) = Change.objects.all()
        assert (change.field, change.after, change.person) == ("telephone", "13800138000", head)
    assert list_of(row).same == 1
    new = list_of(row | {"household_number": "H7", "head_name": "新户"})
    assert (new.new, new.counts) == (1, {"telephone_left": 1})
