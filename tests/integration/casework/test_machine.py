"""Whatever people try through the pages: history, records and journal agree, nobody does both."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests import factories_casework as made
from tests.factories_casework import browser, written

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.scope import Scope, entered
from shouwang.procedures import queries
from shouwang.procedures.models import Act, Case
from shouwang.watch.casework.models import Record

pytestmark = pytest.mark.django_db
WHO = ("village", "second", "town", "county", "deputy")
VOTE = {"members": 9, "present": 7, "agree": 6, "against": 1, "abstain": 0, "recused": 0}


def machine_of(people: SimpleNamespace) -> type[RuleBasedStateMachine]:
    clients = {who: browser(getattr(people, who)) for who in WHO}

    class Machine(RuleBasedStateMachine):
        """One case, five people with browsers, forms sent whole, half-filled, old and twice."""

        def __init__(self) -> None:
            super().__init__()
            with entered(Scope.everywhere()):
                self.case = made.case(people.village, made.home(number=f"H{uuid4().hex[:12]}"))
                self.declaration = queries.declaration_of(self.case.version)
            self.sent: list[tuple[str, str, dict[str, object]]] = []

        @rule(
            who=st.sampled_from(WHO),
            beside=st.sampled_from(WHO),
            choice=st.integers(0, 9),
            complete=st.booleans(),
            old=st.booleans(),
        )
        def act(self, who: str, beside: str, choice: int, complete: bool, old: bool) -> None:
            with entered(Scope.everywhere()):
                case = Case.objects.get(pk=self.case.pk)
            ways = self.declaration.ways_from(case.step)
            if not ways or case.revision > 9:
                return
            way = ways[choice % len(ways)]
            form = {
                "act_id": str(uuid4()), "revision": case.revision - (old and not complete),
                "reason": "理由", "signers": [getattr(people, beside).pk],
                **(written(*way.evidence) if complete else {}), **(VOTE if way.votes else {}),
            }  # fmt: skip
            self._post(who, way.key, form)

        @rule()
        def press_again(self) -> None:
            if self.sent:
                self._post(*self.sent[-1])

        @rule(who=st.sampled_from(WHO))
        def many_at_once(self, who: str) -> None:
            page = clients[who].post("/casework/many/", {"picked": [str(self.case.pk)]})
            for group in page.context_data["groups"] if page.status_code == 200 else ():
                sent = {"query": "", "picked": [str(self.case.pk)], "reason": "理由",
                        "text": "意见", "what": group["ways"][0]["value"]}  # fmt: skip
                form = clients[who].post("/casework/many/preview/", sent).context_data["form"]
                sent |= {name: form[name].value() for name in ("number", "seen")}
                clients[who].post("/casework/many/preview/", {**sent, "confirmed": "1"})

        def _post(self, who: str, way: str, form: dict[str, object]) -> None:
            path = reverse("casework_act", args=[self.case.pk, way])
            assert clients[who].post(path, form).status_code in {200, 302}
            self.sent.append((who, way, form))

        @invariant()
        def all_agree(self) -> None:
            with entered(Scope.everywhere()):
                case = Case.objects.get(pk=self.case.pk)
                acts = list(Act.objects.filter(case=case).order_by("sequence"))
                lines = JournalEntry.objects.filter(subject_id=str(case.pk)).order_by("seq")
                told = [line.evidence["act"] for line in lines]
                records = {str(one.pk) for one in Record.objects.filter(case=case)}
                noted = JournalEntry.objects.filter(act="casework.write_record")
                kept = {line.subject_id for line in noted if line.evidence["case"] == str(case.pk)}
            assert (case.revision, case.step) == (len(acts), acts[-1].to_step)
            assert told == [str(act.pk) for act in acts]
            assert records == kept == _named(acts)
            verified = _people(acts, {"verify", "hand_in_visit"})
            assert not verified & _people(acts, {"approve", "pass_township"})

    return Machine


def _named(acts: list[Act]) -> set[str]:
    """The records on which the acts rest."""
    refs = (one["ref"].partition(":") for act in acts for one in act.evidence)
    return {number for room, _, number in refs if room == "casework.record"}


def _people(acts: list[Act], ways: set[str]) -> set[int]:
    return {
        person for act in acts if act.transition in ways for person in (act.by_id, *act.signers)
    }


def test_one_case_whatever_is_tried_through_the_pages(people):
    run_state_machine_as_test(
        machine_of(people), settings=settings(max_examples=5, stateful_step_count=12)
    )
