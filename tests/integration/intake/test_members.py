"""The ledger of members: added, corrected, left alone; and what stops it."""

from datetime import date

import pytest
from tests import factories
from tests.factories_intake import checked, csv, merged

from shouwang.kernel.scope import Scope, entered
from shouwang.watch.registry.models import Amendment, Change, Household, Person, PersonState

TOWN, VILLAGE = factories.TOWN, factories.VILLAGE
HEAD, WIFE, CHILD = "36079919850624022X", "360799198703110019", "360799201205050030"


def identity(front: str) -> str:
    """Seventeen digits with their check digit."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(front, weights, strict=True))
    return front + "10X98765432"[total % 11]


HEAD, WIFE, CHILD = (
    identity("36079919850624023"),
    identity("36079919870311004"),
    identity("36079920120505003"),
)
ROWS = [
    {"household_number": "H1", "name": "张三", "identity": HEAD, "relation": "户主",
     "telephone": "13800138000", "labour": "普通劳动力", "schooling": "已毕业"},
    {"household_number": "H1", "name": "李四", "identity": WIFE, "relation": "配偶",
     "labour": "普通劳动力", "schooling": "已毕业"},
    {"household_number": "H1", "name": "张小", "identity": CHILD, "relation": "之子",
     "schooling": "小学", "labour": "无劳动力"},
]  # fmt: skip


@pytest.fixture
def home(divisions) -> Household:
    with entered(Scope.everywhere()):
        return factories.household(number="H1")


def counts(batch) -> tuple[str, int, int, int, int]:
    return batch.state, batch.rows, batch.new, batch.changed, batch.same


def test_members_are_added_then_left_alone_then_corrected(home, clerk, tmp_path):
    batch = checked("members", csv(tmp_path, "members", ROWS), by=clerk, place=TOWN)
    assert (batch.refusal, counts(batch)) == ("", ("checked", 3, 3, 0, 0))
    batch = merged(batch, by=clerk)
    assert (batch.refusal, batch.state) == ("", "merged")
    with entered(Scope.everywhere()):
        people = list(Person.objects.order_by("id").values_list(
            "name", "relation", "sex", "birth_on", "identity_tail", "telephone_tail",
            "name_initials", "household__number"))  # fmt: skip
        head = Person.objects.get(identity_index=HEAD)
        assert (head.identity, head.telephone) == (HEAD, "13800138000")
        states = list(PersonState.objects.order_by("person_id").values_list("schooling", "labour"))
        changes = list(Change.objects.order_by("person_id").values_list("field", "person__name"))
        act = Amendment.objects.get()
        house = Household.objects.get()
    assert people == [
        ("张三", "户主", 1, date(1985, 6, 24), HEAD[-4:], "8000", "zs", "H1"),
        ("李四", "配偶", 2, date(1987, 3, 11), WIFE[-4:], "", "ls", "H1"),
        ("张小", "之子", 1, date(2012, 5, 5), CHILD[-4:], "", "zx", "H1"),
    ]
    assert states == [("finished", "able"), ("finished", "able"), ("primary", "none")]
    assert changes == [("household", "张三"), ("household", "李四"), ("household", "张小")]
    assert (act.kind, act.reason, act.source_id) == (
        "imported", "导入家庭成员：新增 3 行", batch.source_id,
    )  # fmt: skip
    assert (house.size, house.head_name, house.head_initials, house.revision) == (
        3, "张三", "zs", 1,
    )  # fmt: skip

    again = checked("members", csv(tmp_path, "members", ROWS), by=clerk, place=TOWN)
    assert counts(again) == ("checked", 3, 0, 0, 3)
    merged(again, by=clerk)
    with entered(Scope.everywhere()):
        assert (Person.objects.count(), Amendment.objects.count()) == (3, 1)
        assert Household.objects.get().revision == 1

    other = [ROWS[0] | {"telephone": "13900139000"}, ROWS[2] | {"schooling": "初中"}]
    batch = checked("members", csv(tmp_path, "members", other), by=clerk, place=TOWN)
    assert counts(batch) == ("checked", 2, 0, 2, 0)
    with entered(Scope.everywhere()):
        shown = list(batch.differences.order_by("row").values_list("field", "before", "after"))
    assert shown == [
        ("telephone", "138****8000", "139****9000"),
        ("state.schooling", "primary", "junior"),
    ]
    merged(batch, by=clerk)
    with entered(Scope.everywhere()):
        assert Person.objects.get(identity_index=HEAD).telephone == "13900139000"
        new = list(Change.objects.order_by("id").values_list("field", "before", "after"))[3:]
        child = list(PersonState.objects.filter(person__name="张小").order_by("during")
                     .values_list("schooling", "labour"))  # fmt: skip
        assert Household.objects.get().revision == 2
    assert sorted(new) == [
        ("state.schooling", "primary", "junior"),
        ("telephone", "13800138000", "13900139000"),
    ]
    assert child == [("primary", "none"), ("junior", "none")]
