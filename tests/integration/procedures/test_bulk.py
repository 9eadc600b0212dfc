"""Many cases at once: few statements, each in the journal, again from where it was cut off."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories_procedures import at, opened

from shouwang.kernel.journal.models import JournalEntry
from shouwang.procedures import operations
from shouwang.procedures.models import Act, Case
from shouwang.procedures.operations import bulk

pytestmark = pytest.mark.django_db
ON = date(2024, 3, 4)


def take_up(people, cases, batch, **given):
    plain = {"by": people.town, "at": at(ON), "transition": "take_up"}
    seen = {case.pk: case.revision for case in cases}
    return operations.advance_many(batch=batch, cases=seen, **{**plain, **given})


@pytest.mark.parametrize("many", [1, 3])
def test_the_statements_do_not_grow_with_the_cases(people, many):
    cases = [opened(people.village, ON) for _ in range(many)]
    with CaptureQueriesContext(
        connection,
    ) as sent:
        outcome = take_up(people, cases, uuid4())
    assert sorted(outcome.done) == sorted(case.pk for case in cases)
    assert len(sent) == 8


def test_every_case_has_its_act_and_its_line(people, monkeypatch):
    monkeypatch.setattr(bulk, "PART", 2)
    cases = [opened(people.village, ON) for _ in range(5)]
    seen = []
    outcome = take_up(people, cases, uuid4(), progress=seen.append)
    assert (len(outcome.done), seen) == (5, [2, 4, 5])
    lines = JournalEntry.objects.filter(act="procedures.advance")
    assert {line.subject_id for line in lines} == {str(case.pk) for case in cases}
    assert (lines.count(), set(Case.objects.values_list("step", "revision"))) == (
        5, {("verification", 2)},
    )  # fmt: skip


def test_a_batch_that_was_cut_off_does_the_rest_and_repeats_nothing(people, monkeypatch):
    monkeypatch.setattr(bulk, "PART", 2)
    cases, batch = [opened(people.village, ON) for _ in range(5)], uuid4()

    def cut(handled):
        if handled == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_up(people, cases, batch, progress=cut)
    assert Case.objects.filter(step="verification").count() == 4
    outcome = take_up(people, cases, batch)
    assert (len(outcome.done), len(outcome.already)) == (1, 4)
    assert (Act.objects.count(), Case.objects.filter(revision=2).count()) == (10, 5)


def test_what_is_refused_is_said_for_each_and_the_others_go_on(people):
    good, moved, far = (opened(people.village, ON) for _ in range(3))
    take_up(people, [moved], uuid4())
    unknown = uuid4()
    outcome = operations.advance_many(
        by=people.town, at=at(ON), batch=uuid4(), transition="take_up",
        cases={good.pk: 1, moved.pk: 1, far.pk: 2, unknown: 1},
    )  # fmt: skip
    assert (outcome.done, outcome.unknown) == ([good.pk], [unknown])
    assert {pk: [one.code for one in found] for pk, found in outcome.refused.items()} == {
        moved.pk: ["changed_meanwhile"], far.pk: ["changed_meanwhile"],
    }  # fmt: skip
    nobody = take_up(people, [good], uuid4(), signers=[0])
    assert [one.code for one in nobody.refused[good.pk]] == ["signer_unknown"]
