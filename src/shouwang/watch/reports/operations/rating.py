"""Whether the answer satisfies, said on the page of the receipt."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from shouwang.kernel import journal
from shouwang.watch.reports import queries
from shouwang.watch.reports.models import Rating
from shouwang.watch.reports.operations.receiving import VISITOR
from shouwang.watch.reports.rules import ANSWERED, State


@transaction.atomic
def rate(*, at: datetime, number: UUID, receipt: str, satisfied: bool, words: str = "") -> bool:
    """Put down what the household thinks of the answer; False when there is no answer yet.

    The same `number` once more changes nothing. Needs no scope: it goes into the letter box.
    """
    found = queries.standing(receipt)
    if found is None or State(found.state) not in ANSWERED:
        return False
    rating = Rating(
        id=number,
        report_id=found.main,
        region_code=found.region_code,
        satisfied=satisfied,
        words=words.strip() or None,
        at=at,
    )
    try:
        with transaction.atomic():
            rating.save(force_insert=True)
    except IntegrityError:  # the same click again
        return True
    journal.record(
        by=VISITOR,
        act="reports.rate",
        subject=f"reports.report:{found.main}",
        region=found.region_code,
        evidence={"satisfied": satisfied},
    )
    return True
