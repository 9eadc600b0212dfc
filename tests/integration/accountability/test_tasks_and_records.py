"""Tasks handed to many places at once, and records proposed by one and decided by another."""

from datetime import date
from uuid import uuid4

import pytest
from tests import factories_accountability as made
from tests.factories_procedures import at
from tests.integration.people.factories import COUNTY, OTHER_TOWN, TOWN, VILLAGE

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.scope import Scope, entered
from shouwang.procedures.models import Case
from shouwang.watch.accountability import operations, queries
from shouwang.watch.accountability.models import ConductRecord, Task
from shouwang.watch.accountability.operations.conduct import Proposal
from shouwang.watch.accountability.operations.handing_out import Asked
from shouwang.watch.accountability.queries import TaskFilters
from shouwang.watch.accountability.queries.tasks import waiting_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everywhere")]
ON = made.ON


def test_a_task_is_handed_to_many_places_once():
    office, batch = made.office(), uuid4()
    sent = {
        "by": office, "at": at(ON), "batch": batch, "places": [TOWN, OTHER_TOWN, VILLAGE],
        "asked": Asked("核对住房照片", date(2024, 7, 10)),
    }  # fmt: skip
    first, second = operations.hand_out(**sent), operations.hand_out(**sent)
    assert [one.pk for one in first.value] == [one.pk for one in second.value]
    rows = Task.objects.order_by("region_code").values_list("duty", "case__procedure")
    assert list(rows) == [
        ("township_clerk", "task_township"), ("village_cadre", "task"),
        ("township_clerk", "task_township"),
    ]  # fmt: skip
    assert JournalEntry.objects.filter(act="accountability.hand_out").count() == 1


def test_a_task_is_done_with_proof_and_confirmed_by_another():
    office, cadre = made.office(), made.cadre()
    task = made.task(office)
    assert made.refused(cadre, task.case, "report", text="") == ["evidence_missing"]
    made.moved(cadre, task.case, "report")
    assert made.refused(cadre, task.case, "confirm", text="") == ["not_your_role", "not_both"]
    made.moved(office, task.case, "send_back")
    made.moved(cadre, task.case, "report")
    assert made.moved(office, task.case, "confirm", text="").step == "confirmed"


def test_a_task_of_one_person_is_not_reported_by_another():
    office, cadre, other = made.office(), made.cadre(), made.cadre("other")
    task = made.task(office, account=cadre)
    assert made.refused(other, task.case, "report") == ["not_your_task"]
    made.moved(cadre, task.case, "report")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"title": " "}, "title_missing"),
        ({"due_on": date(2024, 6, 30)}, "due_in_the_past"),
        ({"places": []}, "places_missing"),
    ],
)
def test_a_task_that_makes_no_sense_is_refused(given, code):
    asked = {"title": "核对", "due_on": ON, **{k: v for k, v in given.items() if k != "places"}}
    reading = operations.hand_out(
        by=made.office(), at=at(ON), batch=uuid4(), places=given.get("places", [TOWN]),
        asked=Asked(**asked),
    )  # fmt: skip
    assert [one.code for one in reading.findings] == [code]
    assert Case.objects.count() == 0


def test_lists_of_tasks():
    office, cadre = made.office(), made.cadre()
    late, ahead = made.task(office, due_on=date(2024, 7, 2)), made.task(office)
    done = made.task(office)
    made.moved(cadre, done.case, "report")
    today = date(2024, 7, 5)

    def listed(standing):
        return [one.pk for one in queries.tasks(TaskFilters(COUNTY.prefix, standing), today)]

    assert listed("late") == [late.pk]
    assert listed("open") == [late.pk, ahead.pk, done.pk]
    assert listed("reported") == [done.pk]
    mine = waiting_for(["village_cadre"], cadre.pk, VILLAGE.prefix, today)
    assert [one.pk for one in mine] == [late.pk, ahead.pk]


def test_a_record_counts_once_another_person_has_decided():
    first, second, cadre = made.office(), made.office("second"), made.cadre()
    record = made.record(first, account=cadre, counts_until=date(2024, 12, 31))
    assert Case.objects.get(pk=record.case_id).step == "proposed"
    assert made.refused(first, record.case, "decide") == ["not_both"]
    assert made.moved(second, record.case, "decide").step == "decided"
    assert [one.pk for one in queries.records(VILLAGE.prefix, of_account=cadre.pk)] == [record.pk]
    assert list(queries.records(VILLAGE.prefix, of_account=second.pk)) == []


def test_a_record_is_revoked_with_its_ground_and_stays_written():
    first, second = made.office(), made.office("second")
    record = made.record(first)
    made.moved(second, record.case, "decide")
    assert sorted(made.refused(first, record.case, "revoke", text="")) == [
        "evidence_missing", "reason_missing",
    ]  # fmt: skip
    assert made.moved(first, record.case, "revoke").step == "revoked"
    assert ConductRecord.objects.filter(pk=record.pk).exists()


def test_nobody_decides_about_oneself():
    first, second = made.office(), made.office("second")
    record = made.record(first, account=second, place=COUNTY)
    assert made.refused(second, record.case, "decide") == ["about_oneself"]
    plain = {"place": COUNTY, "kind": "award", "reason": "工作突出", "on": ON}
    reading = operations.propose(
        by=first, at=at(ON), number=uuid4(), proposal=Proposal(**plain, document=" ", account=first)
    )
    assert [one.code for one in reading.findings] == ["ground_missing", "about_oneself"]


def test_a_proposal_sent_twice_is_one_record():
    office, number = made.office(), uuid4()
    proposal = Proposal(TOWN, "commendation", "瑞府发〔2024〕1号", "整改全部按期", ON)
    sent = {"by": office, "at": at(ON), "number": number, "proposal": proposal}
    first, second = operations.propose(**sent), operations.propose(**sent)
    assert (first.value.pk, ConductRecord.objects.count()) == (second.value.pk, 1)


def test_the_reason_is_not_in_the_journal():
    made.record(made.office(), reason="三次通知未到")
    told = [f"{one.reason}{one.evidence}" for one in JournalEntry.objects.all()]
    assert [text for text in told if "未到" in text] == []


def test_another_township_sees_no_task():
    task = made.task(made.office())
    with entered(Scope((OTHER_TOWN.prefix,))):
        assert queries.task(task.pk) is None
