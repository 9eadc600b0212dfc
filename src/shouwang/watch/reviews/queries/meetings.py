"""Meetings with roll and agenda."""

from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.reviews.errors import MeetingUnknown
from shouwang.watch.reviews.models import (
    Item,
    ItemState,
    Meeting,
    MeetingState,
    Recusal,
    Representative,
)
from shouwang.watch.reviews.rules import Attendance, Ballot


def meeting(number: UUID) -> Meeting:
    """A meeting in the scope with all that was written down. Raises MeetingUnknown."""
    recusals = Recusal.objects.select_related("representative").order_by("representative__sequence")
    items = (
        Item.objects.select_related("case__version")
        .prefetch_related(Prefetch("recusals", recusals))
        .order_by("sequence")
    )
    found = (
        Meeting.objects.select_related("by", "concluded_by")
        .prefetch_related(
            Prefetch("items", items), Prefetch("roll", Representative.objects.order_by("sequence"))
        )
        .filter(pk=number)
        .first()
    )
    if found is None:
        raise MeetingUnknown()
    return found


def meetings(place: RegionCode, *, state: str = "") -> QuerySet[Meeting]:
    """Meetings of a place, the newest first, with how many cases and who came."""
    prefix = place.prefix
    found = Meeting.objects.filter(
        region_code__gte=prefix.ljust(12, "0"), region_code__lte=prefix.ljust(12, "9")
    ).exclude(state=MeetingState.DROPPED)
    if state:
        found = found.filter(state=state)
    return (
        found.select_related("by")
        .annotate(
            cases=Count("items", filter=~Q(items__state=ItemState.OFF), distinct=True),
            members=Count("roll", distinct=True),
            came=Count("roll", filter=Q(roll__present=True), distinct=True),
        )
        .order_by("-held_on", "id")
    )


def attendance_of(of: Meeting) -> Attendance:
    """Who was called, and who came."""
    roll = list(of.roll.all())
    return Attendance(
        tuple(str(one.name) for one in roll),
        frozenset(str(one.name) for one in roll if one.present),
    )


def ballot_of(of: Meeting, item: Item) -> Ballot:
    """The vote of one case as written down."""
    return Ballot(
        item.agree,
        item.against,
        item.abstain,
        str(item.chair or of.chair),
        {str(one.representative.name): str(one.reason) for one in item.recusals.all()},
    )


def last_roll(region_code: str, kind: str) -> tuple[str, ...]:
    """The names called to the village's last meeting of the kind; none where there was none."""
    last = (
        Meeting.objects.filter(region_code=region_code, kind=kind)
        .exclude(state=MeetingState.DROPPED)
        .order_by("-held_on", "-at")
        .first()
    )
    return tuple(str(one.name) for one in last.roll.order_by("sequence")) if last else ()
