"""Saying that a duty is still needed."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from shouwang.kernel import journal
from shouwang.people import queries, rules
from shouwang.people.models import Account, Duty, DutyReview


@transaction.atomic
def confirm_duties(*, by: Account, at: datetime, duties: Iterable[int]) -> int:
    """Confirm the duties of these numbers that `by` could end; returns how many.

    Others are passed over: nobody answers for a duty that is not his or hers to grant.
    """
    on, own = queries.day_of(at), queries.duties_of(by)
    with queries.people_scope(rules.places(own, rules.Act.MANAGE_PEOPLE, on)):
        rows = Duty.objects.in_force(on).filter(pk__in=list(duties)).exclude(account=by)
        kept = [
            duty
            for duty in rows.select_related("account", "granted_by").order_by("pk")
            if (held := duty.held()) is not None and rules.may_end(own, held, on)
        ]
        DutyReview.objects.bulk_create(
            DutyReview(duty=duty, region_code=duty.region_code, by=by, at=at) for duty in kept
        )
    journal.record_many(
        journal.Entry(
            by,
            "people.duty_confirmed",
            duty.account,
            duty.region,
            evidence={"username": duty.account.username, "duty": duty.kind},
        )
        for duty in kept
    )
    return len(kept)
