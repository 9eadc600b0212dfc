"""Households, income and the departments' lists: what each leaves in the registry."""

from datetime import date

import pytest
from tests import factories
from tests.factories_intake import checked, csv, fresh, merged
from tests.integration.intake.test_members import CHILD, HEAD, WIFE

from shouwang.kernel.scope import Scope, entered
from shouwang.watch.intake.models import ExclusionHit
from shouwang.watch.registry.models import (
    CategoryPeriod,
    Cause,
    Change,
    Event,
    Household,
    Housing,
    Income,
    Land,
    Living,
    PersonState,
    Spending,
    Water,
)

TOWN, VILLAGE, COUNTY = factories.TOWN, factories.VILLAGE, factories.COUNTY


@pytest.fixture
def family(divisions) -> Household:
    with entered(Scope.everywhere()):
        home = factories.household(number="H1", head_name="张三", size=2)
        factories.member(home, name="张三", identity=HEAD, birth_on=date(1985, 6, 24))
        factories.member(home, name="张小", relation="之子", identity=CHILD,
                         birth_on=date(2012, 5, 5), schooling="primary")  # fmt: skip
        return home


def facts(model, *names):
    with entered(Scope.everywhere()):
        return list(model.objects.order_by(*names).values_list(*names))


def test_households_are_opened_then_left_alone_then_corrected(divisions, clerk, tmp_path):
    row = {"household_number": "H1", "region": "象湖镇竹岗村", "head_name": "张三",
           "category": "边缘易致贫户", "category_on": "2024-03-01", "cause_1": "因病",
           "arable": "2.5", "housing_grade": "C级", "safe_water": "是", "fuel": "柴草",
           "tap_water": "是"}  # fmt: skip
    batch = checked("households", csv(tmp_path, "households", [row]), by=clerk, place=TOWN)
    assert (batch.refusal, batch.state, batch.new) == ("", "checked", 1)
    batch = merged(batch, by=clerk)
    assert (batch.refusal, batch.state) == ("", "merged")
    assert facts(Household, "number", "region_code", "head_name", "head_initials") == [
        ("H1", VILLAGE, "张三", "zs")
    ]
    assert facts(CategoryPeriod, "category") == [("marginal",)]
    assert facts(Cause, "cause", "rank") == [("因病", 1)]
    assert facts(Land, "kind", "area_centimu") == [("arable", 250)]
    assert facts(Housing, "grade", "source_row") == [("C", 2)]
    assert facts(Water, "safe") == [(True,)]
    assert facts(Living, "fuel", "tap_water", "electricity") == [("柴草", True, None)]

    again = checked("households", csv(tmp_path, "households", [row]), by=clerk, place=TOWN,
                    as_of=date(2024, 7, 31))  # fmt: skip
    assert (again.new, again.changed, again.same) == (0, 0, 1)

    other = row | {"category": "一般农户", "category_on": "2024-07-15", "cause_1": "因学",
                   "cause_2": "因病", "arable": "3", "address": "上屋组12号"}  # fmt: skip
    batch = checked("households", csv(tmp_path, "households", [other]), by=clerk, place=TOWN,
                    as_of=date(2024, 7, 31))  # fmt: skip
    assert (batch.new, batch.changed, batch.same) == (0, 1, 0)
    batch = merged(batch, by=clerk)
    assert (batch.refusal, batch.state) == ("", "merged")
    assert facts(Cause, "cause", "rank") == [("因学", 1), ("因病", 2)]
    assert sorted(one[0] for one in facts(Land, "area_centimu")) == [250, 300]
    ((period,),) = facts(CategoryPeriod, "during")
    assert (period.lower, period.upper) == (date(2024, 3, 1), date(2024, 7, 15))
    fields = {one[0] for one in facts(Change, "field")}
    assert fields == {"number", "causes", "land.arable", "address"}


def test_income_of_a_key_adds_up_and_is_replaced_when_shown(family, clerk, tmp_path):
    rows = [
        {"household_number": "H1", "month": "2024-06", "kind": "工资性收入", "item": "务工",
         "identity": who, "amount": amount}
        for who, amount in ((HEAD, "3200"), (CHILD, "100.5"))
    ]  # fmt: skip
    batch = merged(checked("income", csv(tmp_path, "income", rows), by=clerk, place=TOWN), by=clerk)
    assert (batch.refusal, batch.state) == ("", "merged")
    assert facts(Income, "kind", "item", "amount_fen", "source_id") == [
        ("wage", "务工", 330_050, batch.source_id)
    ]
    again = checked("income", csv(tmp_path, "income", rows), by=clerk, place=TOWN)
    assert (again.new, again.changed, again.same) == (0, 0, 1)
    rows[0]["amount"] = "3000"
    changed = checked("income", csv(tmp_path, "income", rows), by=clerk, place=TOWN)
    assert (changed.new, changed.changed, changed.same) == (0, 1, 0)
    merged(changed, by=clerk)
    assert facts(Income, "amount_fen") == [(310_050,)]


def person(**more: str) -> dict[str, str]:
    return {"name": "张三", "identity": HEAD, **more}


def head(**more: str) -> dict[str, str]:
    return {"head_name": "张三", "head_identity": HEAD, **more}


@pytest.mark.parametrize(
    ("name", "row", "model", "columns", "expected"),
    [
        ("medical", person(settled_on="2024-06-18", own="21360"), Spending,
         ("kind", "amount_fen", "person__name"), ("medical_own", 2_136_000, "张三")),
        ("housing", head(grade="D级", assessed_on="2024-06-12"), Housing,
         ("grade", "assessed_on"), ("D", date(2024, 6, 12))),
        ("water", head(safe="否", observed_on="2024-06-20"), Water, ("safe",), (False,)),
        ("civil-affairs",
         person(event="新纳入低保", happened_on="2024-06-01", allowance="低保", monthly="390"),
         Income, ("kind", "item", "amount_fen"), ("transfer", "低保金", 39_000)),
        ("employment", person(event="失业", happened_on="2024-06-10"), Event,
         ("kind", "person__name"), ("job_lost", "张三")),
        ("disaster", head(event="作物损失", happened_on="2024-06-14", loss="8600"), Event,
         ("kind", "loss_fen"), ("crop_loss", 860_000)),
        ("exclusion", person(check="小汽车", found_on="2024-06-25", detail="轿车一辆"),
         ExclusionHit, ("state", "detail", "person__name"), ("open", "轿车一辆", "张三")),
    ],
)  # fmt: skip
def test_a_departments_list_becomes_facts_once(
    family, office, tmp_path, name, row, model, columns, expected
):
    stranger = {**row, ("identity" if "identity" in row else "head_identity"): WIFE}
    file = csv(tmp_path, name, [row, stranger])
    batch = checked(name, file, by=office, place=COUNTY)
    assert (batch.refusal, batch.state, batch.new, batch.unmatched) == ("", "checked", 1, 1)
    batch = merged(batch, by=office)
    assert (batch.refusal, batch.state) == ("", "merged")
    assert facts(model, *columns, "source_id", "source_row") == [(*expected, batch.source_id, 2)]
    again = checked(name, file, by=office, place=COUNTY)
    assert (again.new, again.changed, again.same, again.unmatched) == (0, 0, 1, 1)


def test_schooling_and_disability_turn_the_state_from_their_day(family, office, tmp_path):
    pupil = {"name": "张小", "identity": CHILD}
    rows = [pupil | {"schooling": "不在学", "reported_on": "2024-06-30", "own": "4800"}]
    merged(checked("education", csv(tmp_path, "education", rows), by=office, place=COUNTY),
           by=office)  # fmt: skip
    rows = [pupil | {"grade": "二级", "assessed_on": "2024-06-05",
                     "disability_number": f"{CHILD}42"}]  # fmt: skip
    batch = checked("disability", csv(tmp_path, "disability", rows), by=office, place=COUNTY)
    batch = merged(batch, by=office)
    assert (batch.refusal, batch.state) == ("", "merged")
    assert facts(Spending, "kind", "amount_fen") == [("education_own", 480_000)]
    with entered(Scope.everywhere()):
        states = list(PersonState.objects.filter(person__name="张小").order_by("during")
                      .values_list("schooling", "disability_grade"))  # fmt: skip
        assert fresh(batch).source.file_sha256 == batch.sha256
    assert states == [("primary", 0), ("primary", 2), ("none", 0)]
