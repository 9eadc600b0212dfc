"""Whatever people try with one case: the database, the history and the journal agree."""

from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.factories_procedures import CARRIED, at, opened, papers

from shouwang.kernel.journal.models import JournalEntry
from shouwang.procedures import operations, queries, rules
from shouwang.procedures.models import Act, Case

pytestmark = pytest.mark.django_db
WHO = ("village", "second", "town", "county", "deputy")


def machine_of(people: SimpleNamespace) -> type[RuleBasedStateMachine]:
    class Machine(RuleBasedStateMachine):
        """One case, five people, a clock that only goes forward."""

        def __init__(self) -> None:
            super().__init__()
            self.on = date(2024, 1, 29)
            self.case = opened(people.village, self.on, procedure="monitored_identification")
            self.declaration = queries.declaration_of(self.case.version)
            self.last: dict[str, object] | None = None
            self.written = 1

        @rule(days=st.sampled_from([1, 2, 7, 20]))
        def wait(self, days: int) -> None:
            self.on += timedelta(days=days)

        @rule(
            who=st.sampled_from(WHO),
            beside=st.sampled_from(WHO),
            choice=st.integers(0, 9),
            complete=st.booleans(),
            stale=st.booleans(),
        )
        def act(self, who: str, beside: str, choice: int, complete: bool, stale: bool) -> None:
            case = Case.objects.get(pk=self.case.pk)
            ways = self.declaration.ways_from(case.step)
            if not ways or case.revision > 12:
                return
            way = ways[choice % len(ways)]
            asked = {
                "by": getattr(people, who), "at": at(self.on), "act_id": uuid4(),
                "case": case.pk, "revision": case.revision - (stale and not complete),
                "transition": way.key, "reason": "理由",
                "evidence": papers(*way.evidence) if complete else (),
                "signers": [getattr(people, beside).pk],
                "vote": CARRIED if way.votes else None,
            }  # fmt: skip
            if operations.advance(**asked).value is not None:
                self.written += 1
                self.last = asked

        @rule()
        def press_again(self) -> None:
            if self.last is not None:
                assert operations.advance(**self.last).value is not None

        @invariant()
        def all_agree(self) -> None:
            case = Case.objects.select_related("version").get(pk=self.case.pk)
            acts = list(Act.objects.filter(case=case).order_by("sequence"))
            assert [act.sequence for act in acts] == list(range(1, self.written + 1))
            assert (case.revision, case.step) == (self.written, acts[-1].to_step)
            lines = JournalEntry.objects.filter(subject_id=str(case.pk)).order_by("seq")
            told = [line.evidence["act"] for line in lines]
            assert told == [str(act.pk) for act in acts]
            stood = rules.standing(self.declaration, queries.past(acts))
            assert (stood.final, stood.effect) == (case.finished_on is not None, case.effect)
            assert (stood.due_on, stood.ripe_on) == (case.due_on, case.ripe_on)
            verified = _people(acts, "verify")
            assert not verified & (_people(acts, "approve") | _people(acts, "pass_township"))

    return Machine


def _people(acts: list[Act], transition: str) -> set[int]:
    return {
        person
        for act in acts
        if act.transition == transition
        for person in (act.by_id, *act.signers)
    }


def test_one_case_whatever_is_tried(people):
    run_state_machine_as_test(
        machine_of(people), settings=settings(max_examples=15, stateful_step_count=25)
    )
