"""Two at once, with real commits: exactly one effect."""

import threading
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection
from tests import factories_procedures as made
from tests.factories_procedures import at, opened
from tests.integration.procedures.conftest import company

from shouwang.kernel.journal import Subject
from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.scope import Scope, entered
from shouwang.procedures import operations
from shouwang.procedures.models import Act, Case

pytestmark = pytest.mark.usefixtures("committed")
ON = date(2024, 3, 4)


def at_once(*acts):
    """Run each in a thread of its own, starting together; what each returned."""
    start, results = threading.Barrier(len(acts)), {}

    def run(number, act):
        try:
            start.wait()
            with entered(Scope.everywhere()):
                results[number] = act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results.get(number) for number in range(len(acts))]


def take_up(by, case, number=None):
    return operations.advance(
        by=by, at=at(ON), act_id=number or uuid4(), case=case.pk, revision=1, transition="take_up"
    )


def counted():
    with entered(Scope.everywhere()):
        lines = JournalEntry.objects.filter(act__startswith="procedures.").count()
        return Case.objects.count(), Act.objects.count(), lines


def test_a_double_click():
    with entered(Scope.everywhere()):
        people = company()
        case, number = opened(people.village, ON), uuid4()
    readings = at_once(*[lambda: take_up(people.town, case, number)] * 4)
    assert [reading.value.step for reading in readings] == ["verification"] * 4
    assert counted() == (1, 2, 2)


def test_two_people_on_one_case():
    with entered(Scope.everywhere()):
        people = company()
        case = opened(people.village, ON)
    readings = at_once(lambda: take_up(people.town, case), lambda: take_up(people.county, case))
    told = sorted([finding.code for finding in reading.findings] for reading in readings)
    assert told == [[], ["changed_meanwhile"]]
    assert counted() == (1, 2, 2)


@pytest.mark.parametrize("number", [uuid4(), None])
def test_two_open_a_case_for_one_subject(number: UUID | None):
    with entered(Scope.everywhere()):
        people = company()

    def open_one():
        return operations.open_case(
            by=people.village, at=at(ON), act_id=number or uuid4(), procedure="appeal",
            subject=Subject("trial.thing", "1"), region_code=made.VILLAGE,
        )  # fmt: skip

    with entered(Scope.everywhere()):
        people.village = people.town
    readings = at_once(open_one, open_one, open_one)
    told = sorted([finding.code for finding in reading.findings] for reading in readings)
    refused = [] if number else ["already_open"]
    assert told == sorted([[], refused, refused])
    assert counted() == (1, 1, 1)


def test_a_person_and_a_batch_at_once():
    with entered(Scope.everywhere()):
        people = company()
        cases = [opened(people.village, ON) for _ in range(3)]
    seen = {case.pk: 1 for case in cases}
    one, many = at_once(
        lambda: take_up(people.county, cases[1]),
        lambda: operations.advance_many(
            by=people.town, at=at(ON), batch=uuid4(), cases=seen, transition="take_up"
        ),
    )
    assert len(many.done) == (3 if one.findings else 2)
    assert counted() == (3, 6, 6)
