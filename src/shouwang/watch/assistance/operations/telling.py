"""Every morning: which measures are due or late, and where a plan is still to be drawn up."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from shouwang.messaging.operations import Waiting, tell_counted
from shouwang.people.rules import Kind
from shouwang.procedures.models import Case
from shouwang.watch.assistance.models import Measure, MeasureState, Plan
from shouwang.watch.assistance.queries.source import IDENTIFICATION

DUE, LATE, UNPLANNED = "assistance_due", "assistance_late", "assistance_unplanned"
SOON = timedelta(days=7)  # a measure is due when it is planned to begin within these days
# An identification older than this without a plan is found on the page of help, not told any more.
RECENT = timedelta(days=90)
_TOLD = (Kind.VILLAGE_CADRE.value, Kind.TOWNSHIP_CLERK.value)
_SENTENCES = {
    DUE: "有 {number} 项帮扶措施计划在一周内落实，请按计划办理。",
    LATE: "有 {number} 项帮扶措施过了计划日期还没有登记落实，请办理，或调整计划。",
    UNPLANNED: "有 {number} 户已经纳入监测，还没有制定帮扶计划，请在期限前制定。",
}


@transaction.atomic
def tell_due(*, at: datetime) -> int:
    """Tell villages and townships what of their help is to be done; how many were told.

    For the worker, in a scope over everything. What is due is told once a week, what is late and
    what has no plan once a day.
    """
    on = timezone.localdate(at)
    year, week, _day = on.isocalendar()
    planned = Measure.objects.filter(state=MeasureState.PLANNED)
    waiting: Mapping[str, tuple[QuerySet[Any], str]] = {
        DUE: (planned.filter(start_on__range=(on, on + SOON)), f"{year}-{week}"),
        LATE: (planned.filter(start_on__lt=on), str(on)),
        UNPLANNED: (_unplanned(on - RECENT), str(on)),
    }
    return sum(
        tell_counted(
            _by_place(rows),
            kind=kind,
            sentence=_SENTENCES[kind],
            link=reverse("assistance"),
            at=at,
            once=f"{kind} {when}",
        )
        for kind, (rows, when) in waiting.items()
    )


def _unplanned(since: date) -> QuerySet[Case]:
    plans = Plan.objects.filter(household__number=OuterRef("subject_id"))
    cases = Case.objects.filter(
        procedure=IDENTIFICATION, subject_kind="household", effect=True, finished_on__gte=since
    )
    return cases.filter(~Exists(plans))


def _by_place(rows: QuerySet[Any]) -> Waiting:
    counted = rows.order_by().values_list("region_code").annotate(n=Count("pk"))
    return {(duty, place): number for place, number in counted for duty in _TOLD}
