"""A request to correct: its deadline in working days, its answer, once."""

from datetime import date

import pytest
from tests import factories, factories_privacy

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.scope import Scope, entered
from shouwang.watch.privacy import operations
from shouwang.watch.privacy.errors import AlreadyAnswered, AnswerMissing, RequestUnknown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everywhere")]
AT = factories.AT


def test_a_request_is_due_after_the_working_days_of_the_policy():
    home = factories.household()
    made = operations.request_correction(
        by=None, at=AT, household=home, what="电话", should_be="13800001234", evidence="本人"
    )
    # fifteen working days after Monday 1 July 2024
    assert (made.due_on, made.channel, made.state) == (date(2024, 7, 22), "self", "open")
    entry = JournalEntry.objects.get(act="privacy.request_correction")
    assert (entry.actor_name, "13800001234" in str(entry.evidence)) == ("农户本人", False)


def test_a_request_is_answered_once():
    request = factories_privacy.correction(factories.household())
    clerk = factories.account(display_name="某经办")
    with pytest.raises(AnswerMissing):
        operations.answer(by=clerk, at=AT, number=request.pk, accepted=True, words=" ")
    answered = operations.answer(by=clerk, at=AT, number=request.pk, accepted=True, words="已改")
    assert (answered.state, answered.answer) == ("accepted", "已改")
    with pytest.raises(AlreadyAnswered, match="某经办于 2024-07-01"):
        operations.withdraw(by=None, at=AT, number=request.pk)


def test_another_township_does_not_find_it():
    request = factories_privacy.correction(factories.household())
    with entered(Scope(("360781101",))), pytest.raises(RequestUnknown):
        operations.answer(
            by=factories.account(), at=AT, number=request.pk, accepted=False, words="x"
        )
