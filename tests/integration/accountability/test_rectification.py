"""From what an inspection found to its close, with everything that may go wrong between."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from tests import factories
from tests import factories_accountability as made
from tests.factories_procedures import at
from tests.integration.people.factories import COUNTY, OTHER_TOWN, TOWN, VILLAGE

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.scope import Scope, entered
from shouwang.procedures.models import Act, Case
from shouwang.watch.accountability import operations, queries
from shouwang.watch.accountability.models import Finding, Statement
from shouwang.watch.accountability.queries import Filters, Standing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everywhere")]
ON = made.ON


def test_a_finding_is_accepted_put_right_checked_by_another_and_closed():
    office, clerk, cadre = made.office(), made.clerk(), made.cadre()
    found = made.finding(office)
    case = Case.objects.get(pk=found.case_id)
    assert (case.procedure, case.step, case.awaits) == (
        "rectification",
        "recorded",
        "village_cadre",
    )
    assert case.due_on == date(2024, 7, 4)  # three working days
    made.moved(cadre, case, "accept")
    assert made.refused(cadre, case, "hand_in", text=" ") == ["evidence_missing"]
    made.moved(cadre, case, "hand_in")
    assert made.refused(cadre, case, "close") == ["not_your_role", "not_both"]
    closed = made.moved(clerk, case, "close")
    assert (closed.step, closed.effect) == ("closed", True)
    assert [one.kind for one in Statement.objects.order_by("pk")] == [
        "note", "rectification_proof", "rectification_check",
    ]  # fmt: skip


def test_whoever_handed_the_proof_in_does_not_close():
    found = made.finding(made.office())
    clerk = made.clerk()
    made.moved(clerk, found.case, "accept")
    made.moved(clerk, found.case, "hand_in")
    assert made.refused(clerk, found.case, "close") == ["not_both"]
    assert made.refused(clerk, found.case, "send_back") == ["not_both"]
    made.moved(made.clerk("another"), found.case, "send_back")


@pytest.mark.parametrize(
    ("place", "procedure", "awaits"),
    [
        (TOWN, "rectification_township", "township_clerk"),
        (COUNTY, "rectification_county", "county_office"),
    ],
)
def test_a_level_puts_right_what_was_found_in_it(place, procedure, awaits):
    found = made.finding(made.office(), place=place.code)
    assert (found.case.procedure, found.case.awaits) == (procedure, awaits)


def test_a_county_closes_its_own_finding_by_two_people():
    first, second = made.office(), made.office("second")
    found = made.finding(first, place=COUNTY.code)
    made.moved(first, found.case, "accept")
    made.moved(first, found.case, "hand_in")
    assert made.refused(first, found.case, "close") == ["not_both"]
    assert made.moved(second, found.case, "close").step == "closed"


def test_a_finding_is_contested_in_time_and_struck_off_by_another():
    office, cadre = made.office(), made.cadre()
    found = made.finding(office)
    contested = made.moved(cadre, found.case, "contest", on=date(2024, 7, 8))
    assert (contested.step, contested.awaits) == ("contested", "county_office")
    struck = made.moved(office, found.case, "strike", on=date(2024, 7, 9))
    assert (struck.step, struck.effect) == ("struck", False)


def test_after_the_limit_it_can_only_be_put_right():
    cadre, found = made.cadre(), made.finding(made.office())
    # five working days after Monday 1 July end on Monday 8 July
    assert made.refused(cadre, found.case, "contest", on=date(2024, 7, 9)) == ["contest_too_late"]
    made.moved(cadre, found.case, "accept", on=date(2024, 7, 9))


def test_an_objection_without_ground_is_refused():
    cadre, found = made.cadre(), made.finding(made.office())
    assert sorted(made.refused(cadre, found.case, "contest", text="")) == [
        "evidence_missing", "reason_missing",
    ]  # fmt: skip


def test_what_is_found_again_is_reopened():
    office, cadre = made.office(), made.cadre()
    found = made.finding(office)
    made.moved(cadre, found.case, "accept")
    made.moved(cadre, found.case, "hand_in")
    made.moved(office, found.case, "close")
    again = made.moved(office, found.case, "reopen", on=date(2024, 7, 15))
    assert (again.step, again.finished_on, again.awaits) == ("rectifying", None, "village_cadre")
    assert again.due_on == date(2024, 8, 12)  # twenty working days anew


def test_the_same_click_twice_has_one_effect():
    cadre, found = made.cadre(), made.finding(made.office())
    asked = {
        "by": cadre, "at": at(ON), "act_id": uuid4(), "case": found.case_id, "revision": 1,
        "transition": "accept", "text": made.WORDS,
    }  # fmt: skip
    first, second = operations.move(**asked), operations.move(**asked)
    assert (first.value.step, second.value.step) == ("rectifying", "rectifying")
    assert (Statement.objects.count(), Act.objects.filter(case=found.case_id).count()) == (1, 2)


def test_an_older_page_loses_nothing_and_changes_nothing():
    cadre, found = made.cadre(), made.finding(made.office())
    made.moved(cadre, found.case, "accept")
    reading = operations.move(
        by=cadre, at=at(ON), act_id=uuid4(), case=found.case_id, revision=1,
        transition="hand_in", text=made.WORDS,
    )  # fmt: skip
    assert [one.code for one in reading.findings] == ["changed_meanwhile"]
    assert Statement.objects.count() == 1


def test_rows_sent_twice_are_written_once():
    office = made.office()
    inspection, number = made.inspection(office), uuid4()
    rows = [made.row(), made.row(line=2, place=TOWN.code)]
    sent = {"by": office, "at": at(ON), "submission": number, "inspection": inspection}
    first = operations.record_findings(**sent, rows=rows)
    second = operations.record_findings(**sent, rows=rows)
    assert [one.pk for one in first.value] == [one.pk for one in second.value]
    assert (Finding.objects.count(), Case.objects.count()) == (2, 2)


def test_one_bad_row_keeps_all_out():
    office = made.office()
    rows = [made.row(), made.row(line=2, household="H999")]
    reading = operations.record_findings(
        by=office, at=at(ON), submission=uuid4(), inspection=made.inspection(office), rows=rows
    )
    assert [one.message for one in reading.findings] == [
        "第 2 行的户编号在责任单位里没有：请核对，或留空。"
    ]
    assert (Finding.objects.count(), Case.objects.count()) == (0, 0)


def test_a_place_outside_the_scope_is_refused():
    office = made.office()
    inspection = made.inspection(office)
    with entered(Scope((COUNTY.prefix,))):
        reading = operations.record_findings(
            by=office, at=at(ON), submission=uuid4(), inspection=inspection,
            rows=[made.row(place="360732100000")],
        )  # fmt: skip
    assert [one.code for one in reading.findings] == ["place_outside"]


def test_a_household_of_the_place_is_named():
    home = factories.household(region_code=VILLAGE.code)
    found = made.finding(made.office(), household=home.number)
    assert found.household == home


def test_another_township_sees_neither_finding_nor_words():
    found = made.finding(made.office())
    made.moved(made.cadre(), found.case, "accept")
    with entered(Scope((OTHER_TOWN.prefix,))):
        assert (queries.finding(found.pk), Statement.objects.count()) == (None, 0)
    with entered(Scope((TOWN.prefix,))):
        assert queries.finding(found.pk) == found


def test_words_are_encrypted_and_never_in_the_journal():
    found = made.finding(made.office(), text="赖某某家照片是假的")
    made.moved(made.cadre(), found.case, "accept", text="赖某某已外出")
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM accountability_finding UNION ALL "
                       "SELECT text FROM accountability_statement")  # fmt: skip
        assert [b"\xe8\xb5\x96" in bytes(row[0]) for row in cursor.fetchall()] == [False, False]
    told = [f"{one.reason}{one.evidence}" for one in JournalEntry.objects.all()]
    assert [text for text in told if "赖" in text] == []


def test_what_was_found_cannot_be_rewritten():
    found = made.finding(made.office())
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Finding.objects.filter(pk=found.pk).update(category="other")


def test_a_severity_beyond_the_scale_is_refused_by_the_database():
    office = made.office()
    with pytest.raises(IntegrityError, match="finding_severity"), transaction.atomic():
        made.finding(office, severity=4)


def test_the_ledger_shows_what_is_late_first():
    office, cadre = made.office(), made.cadre()
    inspection = made.inspection(office)
    old = made.finding(office, of=inspection)
    new = made.finding(office, on=date(2024, 7, 8), of=inspection, severity=3, category="funds")
    done = made.finding(office, of=inspection)
    for way, who in (("accept", cadre), ("hand_in", cadre), ("close", office)):
        made.moved(who, done.case, way)
    today = date(2024, 7, 9)

    def listed(**given):
        return [one.pk for one in queries.findings(Filters(COUNTY.prefix, **given), today)]

    assert listed() == [old.pk, new.pk]
    assert listed(standing=Standing.LATE) == [old.pk]
    assert listed(standing=Standing.CLOSED) == [done.pk]
    assert listed(standing=Standing.ALL, severity=3, category="funds") == [new.pk]
    assert listed(standing=Standing.ALL, inspection=inspection.pk, source="audit") == []
    found = queries.open_findings(COUNTY, today)
    assert (found.open, found.late) == ({2: 1, 3: 1}, {2: 1, 3: 0})
    assert (found.where.total, found.where.worst) == (1, ((TOWN.code, 1),))
