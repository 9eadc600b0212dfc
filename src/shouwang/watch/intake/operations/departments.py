"""Late lists: marked by night, settled when they come. Nobody outside is written to."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from shouwang.kernel import journal, scope
from shouwang.kernel.regioncode import Level, RegionCode
from shouwang.people.models import Duty
from shouwang.people.queries import people_scope
from shouwang.people.rules.duties import OFFICERS
from shouwang.watch.intake import deadlines
from shouwang.watch.intake.models import LateList
from shouwang.watch.intake.queries import departments as queries


def mark_all_late(*, at: datetime) -> int:
    """Mark what is late in every county that has department officers; how many were marked."""
    marked = 0
    for county in _counties(timezone.localdate(at)):
        with scope.entered(scope.Scope((county.prefix,))):
            marked += mark_late(county, at=at)
    return marked


@transaction.atomic
def mark_late(county: RegionCode, *, at: datetime) -> int:
    """Mark the lists of the latest month that are overdue, settle those that came since.

    Repeating it changes nothing. The county's scope is entered by the caller.
    """
    _settle(county)
    marked = 0
    on = timezone.localdate(at)
    for due in deadlines.due_lists().values():
        period = deadlines.latest_due(due, on)
        if period is not None and not queries.handed_over(county, due.list, period).exists():
            marked += _mark(county, due, period, at)
    return marked


def _mark(county: RegionCode, due: deadlines.Due, period: date, at: datetime) -> int:
    late, new = LateList.objects.get_or_create(
        region_code=county.code,
        list=due.list,
        period=period,
        defaults={"due_on": due.on(period), "marked_at": at},
    )
    if new:
        journal.record(
            by=None,
            act="intake.mark_late",
            subject=late,
            region=county,
            evidence={"list": due.list, "period": period, "due_on": late.due_on},
        )
    return int(new)


def _settle(county: RegionCode) -> None:
    for late in LateList.objects.filter(region_code=county.code, settled_at=None):
        batch = queries.handed_over(county, late.list, late.period).order_by("at").first()
        if batch is not None:
            late.settled_at = batch.at
            late.save(update_fields=["settled_at"])
            journal.record(
                by=None,
                act="intake.settle_late",
                subject=late,
                region=county,
                evidence={"list": late.list, "period": late.period, "batch": batch.pk},
            )


def _counties(on: date) -> list[RegionCode]:
    with people_scope((RegionCode.of(""),)):
        codes = set(
            Duty.objects.in_force(on)
            .filter(kind__in=[kind.value for kind in OFFICERS])
            .values_list("region_code", flat=True)
        )
    places = (RegionCode(code) for code in sorted(codes))
    return [place for place in places if place.level is Level.COUNTY]
