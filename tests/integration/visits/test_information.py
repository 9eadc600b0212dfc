"""Departments are asked only with an authorisation, see only their question, and answer once."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests import factories_visits as made

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.scope import Scope, entered
from shouwang.messaging.models import Message
from shouwang.watch.registry.models import Household
from shouwang.watch.visits import operations, queries
from shouwang.watch.visits.errors import AuthorisationUnknown, QuestionUnknown
from shouwang.watch.visits.models import Authorisation, InformationCheck, InformationQuestion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everywhere")]
ASKED = ("allowance", "medical_spending")


def asked(by, home, **given):
    plain = {"number": uuid4(), "questions": ASKED}
    return operations.ask_departments(by=by, at=made.AT, household=home, **{**plain, **given})


def codes(reading):
    return [one.code for one in reading.findings]


def test_without_an_authorisation_nobody_is_asked(people):
    home = made.home()
    assert codes(asked(people.county, home)) == ["not_authorised"]
    old = made.authorisation(home, people.village, signed_on=date(2023, 5, 1))
    assert old.ends_on == date(2024, 6, 1)
    assert codes(asked(people.county, home)) == ["not_authorised"]


def test_an_authorisation_is_signed_and_recorded_once(people):
    home, number = made.home(), uuid4()
    given = {"by": people.village, "at": made.AT, "number": number, "household": home}
    plain = {"signer": "赖福生", "signed_on": made.ON}
    assert codes(operations.authorise(**given, **plain)) == ["unsigned"]
    first = operations.authorise(**given, **plain, ink=made.INK.path)
    again = operations.authorise(**given, **plain, ink=made.INK.path)
    assert first.value == again.value
    assert Authorisation.objects.count() == 1
    later = {**plain, "signed_on": date(2024, 7, 2), "signer": " "}
    given["number"] = uuid4()
    assert codes(operations.authorise(**given, **later, ink=made.INK.path)) == [
        "signer_missing", "in_the_future",
    ]  # fmt: skip


def test_each_department_has_its_question_and_its_days(people):
    home = made.home()
    made.authorisation(home, people.village)
    number = uuid4()
    check = asked(people.county, home, number=number).value
    assert asked(people.county, home, number=number).value == check
    # three working days after Monday 1 July 2024
    assert check.due_on == date(2024, 7, 4)
    for officer in (people.civil, people.medical):
        with entered(Scope(account=str(officer.pk))):
            told = Message.objects.get()
            assert told.link == reverse("information_questions")
            assert "赖福生" not in told.text
    duties = InformationQuestion.objects.order_by("duty").values_list("duty", flat=True)
    assert list(duties) == ["civil_affairs", "medical_officer"]
    assert codes(asked(people.county, home, questions=["hobbies"])) == ["no_question"]
    assert codes(asked(people.county, home, persons=["P404"])) == ["nobody"]


def test_an_officer_sees_the_own_question_and_nothing_of_the_family(people):
    home = made.home()
    made.authorisation(home, people.village)
    asked(people.county, home)
    with entered(Scope(account=str(people.civil.pk))):
        rows = list(InformationQuestion.objects.all())
        assert [one.duty for one in rows] == ["civil_affairs"]
        assert [one["name"] for one in rows[0].of_whom] == ["赖福生"]
        hidden = (Household, Authorisation, InformationCheck)
        assert [model.objects.count() for model in hidden] == [0, 0, 0]
    with entered(Scope(account=str(people.village.pk))):
        assert InformationQuestion.objects.count() == 0
    with entered(Scope(("360781103",), account=str(people.other.pk))):
        assert InformationQuestion.objects.count() == 0


def test_a_question_is_answered_once_by_its_department(people):
    home = made.home()
    made.authorisation(home, people.village)
    check = asked(people.county, home).value
    own = InformationQuestion.objects.get(duty="civil_affairs")
    given = {"at": made.AT, "number": own.pk, "answer": "found", "note": "享受低保"}
    with pytest.raises(QuestionUnknown):
        operations.answer_question(by=people.medical, **given)
    with entered(Scope(account=str(people.civil.pk))):
        assert codes(operations.answer_question(by=people.civil, **{**given, "note": " "})) == [
            "note_missing"
        ]
        assert operations.answer_question(by=people.civil, **given).value.answer == "found"
        assert operations.answer_question(by=people.civil, **given).findings == ()
        other = {**given, "answer": "nothing"}
        assert codes(operations.answer_question(by=people.civil, **other)) == ["answered_already"]
    entry = JournalEntry.objects.get(act="visits.answer_question")
    assert (entry.evidence["in_time"], "低保" in str(entry.evidence)) == (True, False)
    kinds = [one.kind for one in queries.evidence_of(home.number)]
    assert kinds == ["authorisation"]
    last = InformationQuestion.objects.get(duty="medical_officer")
    operations.answer_question(
        by=people.medical, at=made.AT, number=last.pk, answer="nothing", note=""
    )
    proofs = queries.evidence_of(home.number)
    assert ("information_check", f"visits.informationcheck:{check.pk}") in [
        (one.kind, one.ref) for one in proofs
    ]


def test_a_withdrawn_authorisation_stops_the_questions_and_stays_on_record(people):
    home = made.home()
    given = made.authorisation(home, people.village)
    check = asked(people.county, home).value
    first = InformationQuestion.objects.get(duty="civil_affairs")
    operations.answer_question(
        by=people.civil, at=made.AT, number=first.pk, answer="found", note="享受低保"
    )
    how = {"by": people.village, "at": made.AT + timedelta(hours=1), "number": given.pk}
    early = operations.withdraw(**how, withdrawn_on=made.ON - timedelta(days=1))
    assert codes(early) == ["withdrawn_when"]
    made_now = operations.withdraw(**how, withdrawn_on=made.ON, reason="不愿意").value
    assert operations.withdraw(**how, withdrawn_on=made.ON).value == made_now
    rows = InformationQuestion.objects.filter(check_of=check).order_by("duty")
    assert [(one.duty, one.answer, one.note) for one in rows] == [
        ("civil_affairs", "found", "享受低保"),
        ("medical_officer", "unable", "农户已撤回授权"),
    ]
    assert queries.valid_authorisation(home, made.ON) is None
    assert codes(asked(people.county, home)) == ["not_authorised"]
    assert queries.evidence_of(home.number) == []
    entry = JournalEntry.objects.get(act="visits.withdraw_authorisation")
    assert (entry.evidence["closed"], "不愿意" in str(entry.evidence)) == (1, False)
    with pytest.raises(ProgrammingError), transaction.atomic():
        made_now.delete()
    with entered(Scope(("360781103",))), pytest.raises(AuthorisationUnknown):
        operations.withdraw(**how, withdrawn_on=made.ON)


def test_the_page_of_a_withdrawal(people):
    given = made.authorisation(made.home(), people.village)
    client = Client()
    client.force_login(people.village)
    url = reverse("visit_authorisation_withdraw", args=[given.pk])
    assert client.get(url).status_code == 200
    late = client.post(url, {"withdrawn_on": "2999-01-01", "reason": "说不"})
    assert list(late.context_data["form"].errors) == ["withdrawn_on"]
    answer = client.post(url, {"withdrawn_on": timezone.localdate(), "reason": ""})
    assert answer.headers["Location"] == reverse("household_visits", args=[given.household.number])
    shown = client.get(answer.headers["Location"]).content.decode()
    assert "撤回</span>" in shown
    assert url not in shown
    other = Client()
    other.force_login(people.other)
    assert other.get(url).status_code == 404
