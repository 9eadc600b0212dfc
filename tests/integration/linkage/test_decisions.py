"""Deciding about a pair: by whom, once, taken back, and nothing merges."""

import pytest
from tests import factories, factories_linkage

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.scope import Scope, entered
from shouwang.watch.linkage import operations
from shouwang.watch.linkage.errors import (
    AlreadyDecided,
    CandidateUnknown,
    NotDecided,
    NotOneOfThem,
    OtherTownship,
    ReasonMissing,
)

pytestmark = pytest.mark.django_db
AT = factories.AT


@pytest.fixture
def pair(db):
    with entered(Scope.everywhere()):
        home, other = factories.household(), factories.household()
        yield factories_linkage.candidate(
            factories.person(home, name="甲"), factories.person(other, name="乙")
        )


def decide(pair, **given):
    plain = {"by": factories.account(), "at": AT, "number": pair.pk, "same": True, "reason": "问过"}
    return operations.decide(**{**plain, **given})


def test_a_decision_is_kept_with_who_when_why_and_which_record_yields(pair):
    clerk = factories.account()
    decided = decide(pair, by=clerk, superseded=pair.right_id)
    assert (decided.state, decided.decided_by_id, decided.decided_at) == ("same", clerk.pk, AT)
    assert (decided.reason, decided.superseded_id) == ("问过", pair.right_id)
    entry = JournalEntry.objects.get(act="linkage.decide")
    assert (entry.reason, entry.evidence["state"]) == ("问过", "same")
    pair.left.refresh_from_db()
    assert (pair.left.name, pair.right.name) == ("甲", "乙")


def test_the_second_to_decide_is_told_of_the_first(pair):
    decide(pair, same=False)
    with pytest.raises(AlreadyDecided, match="不是同一人"):
        decide(pair)
    operations.reopen(by=factories.account(), number=pair.pk, reason="看错了人")
    assert decide(pair).state == "same"


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"reason": " "}, ReasonMissing),
        ({"number": 0}, CandidateUnknown),
        ({"superseded": 0}, NotOneOfThem),
        ({"same": False, "superseded": 0}, NotOneOfThem),
    ],
)
def test_what_is_refused(pair, given, refusal):
    with pytest.raises(refusal):
        decide(pair, **given)


def test_what_is_open_cannot_be_taken_back(pair):
    with pytest.raises(NotDecided):
        operations.reopen(by=factories.account(), number=pair.pk, reason="x")


def test_one_township_does_not_decide_about_the_record_of_another(pair):
    pair.right.household.region_code = factories.OTHER_TOWN_VILLAGE
    pair.right.household.save()
    with entered(Scope(("360781100",))), pytest.raises(OtherTownship):
        decide(pair)
