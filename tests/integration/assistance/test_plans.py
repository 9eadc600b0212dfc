"""Plans and measures: one effect of a double click, nobody overwritten, everything on record."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from tests import factories, factories_assistance

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.scope import Scope, entered
from shouwang.watch.assistance import operations, queries
from shouwang.watch.assistance.errors import ActReused, MeasureUnknown, PlanUnknown
from shouwang.watch.assistance.models import Measure, MeasureAct, Plan
from shouwang.watch.assistance.rules import Delivery, Draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everywhere")]
AT, ON = factories_assistance.AT, factories_assistance.ON


def draft(**given):
    plain = {
        "kind": "health",
        "title": "医疗救助",
        "responsible": "medical_insurance",
        "money": "medical_fund",
        "start_on": ON,
        "amount_fen": 100_000,
    }
    return Draft(**{**plain, **given})


def planned(plan, **given):
    plain = {"by": factories.account(), "at": AT, "act_id": uuid4(), "plan": plan.pk}
    plain |= {"revision": Plan.objects.get(pk=plan.pk).revision, "draft": draft()}
    return operations.plan_measure(**{**plain, **given})


def delivered(measure, proof, **given):
    plain = {
        "by": factories.account(),
        "at": AT,
        "act_id": uuid4(),
        "measure": measure.pk,
        "revision": Plan.objects.get(pk=measure.plan_id).revision,
        "delivery": Delivery(ON, 100_000, 50_000),
        "proof": proof,
    }
    return operations.deliver_measure(**{**plain, **given})


def codes(reading):
    return [one.code for one in reading.findings]


def test_one_plan_a_year(home):
    by = factories.account()
    first = operations.draw_up(by=by, at=AT, household=home, risks=["illness"]).value
    again = operations.draw_up(by=by, at=AT, household=home, risks=["schooling"]).value
    assert (again.pk, again.risks, again.causes, again.era) == (
        first.pk,
        ["illness"],
        ["因病"],
        "transition",
    )
    assert first.case is not None
    assert JournalEntry.objects.filter(act="assistance.draw_up").count() == 1


def test_a_double_click_plans_one_measure(home):
    plan = factories_assistance.plan(home)
    act_id = uuid4()
    one = planned(plan, act_id=act_id, revision=1).value
    two = planned(plan, act_id=act_id, revision=1).value
    plan.refresh_from_db()
    assert (one.pk, two.pk, plan.revision, MeasureAct.objects.count()) == (act_id, act_id, 2, 1)
    assert (one.productive, one.amount_fen) == (False, 100_000)


def test_who_acts_on_an_older_plan_is_told_who_changed_it(home):
    plan = factories_assistance.plan(home)
    assert planned(plan, revision=1, by=factories.account(display_name="某甲")).value
    late = planned(plan, revision=1)
    assert (late.value, codes(late)) == (None, ["plan_changed"])
    assert late.findings[0].message.startswith("某甲 于 2024-07-01 10:00 改过")


def test_a_measure_is_changed_delivered_and_stays_on_record(home):
    plan = factories_assistance.plan(home)
    measure = planned(plan).value
    changed = operations.change_measure(
        by=factories.account(),
        at=AT,
        act_id=uuid4(),
        measure=measure.pk,
        revision=2,
        draft=draft(amount_fen=200_000),
        reason="标准提高",
    ).value
    assert changed.amount_fen == 200_000
    done = delivered(measure, factories_assistance.paper(home)).value
    assert (done.state, done.delivered_on, done.actual_fen) == ("delivered", ON, 50_000)
    acts = list(MeasureAct.objects.order_by("kind"))
    assert [(one.kind, one.reason) for one in acts] == [
        ("changed", "标准提高"),
        ("delivered", None),
        ("taken", None),
    ]
    assert acts[0].before["amount_fen"] == 100_000
    assert queries.undelivered("H1") == []


def test_delivery_needs_proof_and_is_done_once(home):
    measure = planned(factories_assistance.plan(home)).value
    assert codes(delivered(measure, None)) == ["proof_missing"]
    proof, act_id = factories_assistance.paper(home), uuid4()
    assert delivered(measure, proof, act_id=act_id).value
    assert delivered(measure, proof, act_id=act_id, revision=1).value.state == "delivered"
    assert codes(delivered(measure, proof)) == ["measure_delivered"]
    with pytest.raises(ActReused):
        operations.end_measure(
            by=factories.account(), at=AT, act_id=act_id, measure=measure.pk, revision=3, reason="x"
        )


def test_ending_needs_a_reason(home):
    measure = planned(factories_assistance.plan(home)).value
    end = {"by": factories.account(), "at": AT, "act_id": uuid4(), "measure": measure.pk}
    assert codes(operations.end_measure(**end, revision=2, reason=" ")) == ["reason_missing"]
    assert operations.end_measure(**end, revision=2, reason="自愿放弃").value.state == "ended"
    assert "自愿放弃" not in str(JournalEntry.objects.values_list("evidence", "reason"))


def test_no_help_for_a_household_that_has_ended(home):
    plan = factories_assistance.plan(home)
    home.ended_on = date(2024, 6, 30)
    home.save()
    assert codes(planned(plan)) == ["household_ended"]
    other = operations.draw_up(by=factories.account(), at=AT.replace(year=2025), household=home,
                               risks=[])  # fmt: skip
    assert codes(other) == ["household_ended"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"kind": "gone"}, "kind_unknown"),
        ({"amount_fen": -1}, "amount_negative"),
        ({"amount_fen": 10**12}, "amount_absurd"),
    ],
)
def test_bad_measures_are_refused(home, given, code):
    plan = factories_assistance.plan(home)
    assert codes(planned(plan, draft=draft(**given))) == [code]
    assert Measure.objects.count() == 0


def test_a_measure_of_a_kind_that_the_pack_no_longer_has_can_still_be_ended(home):
    old = factories_assistance.measure(factories_assistance.plan(home), kind="of_old")
    end = {"by": factories.account(), "at": AT, "act_id": uuid4(), "measure": old.pk}
    assert operations.end_measure(**end, revision=1, reason="政策调整").value.state == "ended"


def test_another_township_finds_nothing(home):
    measure = planned(factories_assistance.plan(home)).value
    act = {"by": factories.account(), "at": AT, "act_id": uuid4(), "revision": 2}
    with entered(Scope(("360781101",))):
        with pytest.raises(MeasureUnknown):
            operations.end_measure(**act, measure=measure.pk, reason="x")
        with pytest.raises(PlanUnknown):
            operations.plan_measure(**act, plan=measure.plan_id, draft=draft())


@pytest.mark.parametrize(
    "given",
    [{"amount_fen": -1}, {"state": "delivered"}, {"state": "gone"}],
)
def test_the_database_refuses_what_the_rules_refuse(home, given):
    plan = factories_assistance.plan(home)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories_assistance.measure(plan, **given)


def test_history_is_only_added(home):
    planned(factories_assistance.plan(home))
    with pytest.raises(ProgrammingError), transaction.atomic():
        MeasureAct.objects.update(kind="ended")
    with pytest.raises(ProgrammingError), transaction.atomic():
        MeasureAct.objects.all().delete()
