"""Reports inside the scope: the list, one report, what came before it; an operator's own."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.reports.models import Report
from shouwang.watch.reports.rules import OVER, State

MOST_HOMES = 10
MOST_BEFORE = 20
_HOMES = "SELECT id, number, head_name, household_group FROM public.reports_homes(%s, %s)"
_DONE = [state.value for state in OVER]


@dataclass(frozen=True, slots=True)
class Filters:
    """What to keep of the reports of a place; "" keeps everything but what is over or joined."""

    state: str = ""
    category: str = ""
    channel: str = ""
    late_on: date | None = None
    receipt: str = ""


def reports(place: RegionCode, filters: Filters) -> QuerySet[Report]:
    """The reports of a place, the nearest deadline first; those that are over, the newest first."""
    low, high = place.prefix.ljust(12, "0"), place.prefix.ljust(12, "9")
    found = Report.objects.filter(region_code__range=(low, high)).select_related("household")
    if filters.receipt:
        return found.filter(receipt=filters.receipt).order_by("pk")
    found = found.filter(_standing(filters.state))
    if filters.category:
        found = found.filter(category=filters.category)
    if filters.channel:
        found = found.filter(channel=filters.channel)
    if filters.late_on:
        found = found.filter(due_on__lt=filters.late_on)
    if filters.state in {"all", *_DONE, State.JOINED.value}:
        return found.order_by("-at", "pk")
    return found.order_by("due_on", "pk")


def _standing(state: str) -> Q:
    if state == "all":
        return Q()
    if state:
        return Q(state=state)
    return ~Q(state__in=[*_DONE, State.JOINED.value])


def own(account: int, since: date) -> QuerySet[Report]:
    """What an account wrote down itself since a day, the newest first; an operator sees no more."""
    found = Report.objects.filter(by=account, at__date__gte=since)
    return found.order_by("-at", "pk")


def report(number: UUID) -> Report | None:
    """The report, if the scope shows it."""
    found = Report.objects.filter(pk=number)
    return found.select_related("household", "by", "joined_to").first()


def before(of: Report, days: int) -> list[Report]:
    """Other reports of the household, or of the same telephone with the same trouble, near it."""
    same = Q(pk__in=())
    if of.household_id:
        same |= Q(household_id=of.household_id)
    if of.telephone_blind:
        same |= Q(telephone_blind=bytes(of.telephone_blind), category=of.category)
    since, until = of.at - timedelta(days=days), of.at + timedelta(days=days)
    near = Report.objects.filter(same | Q(joined_to=of), at__range=(since, until))
    return list(near.exclude(pk=of.pk).order_by("-at", "pk")[:MOST_BEFORE])


@dataclass(frozen=True, slots=True)
class Home:
    """A household as an operator is shown it: enough to tell it apart, nothing of the dossier."""

    id: int
    number: str
    head_name: str
    group: str


def homes(village: RegionCode, name: str) -> list[Home]:
    """The households of a village in which somebody of exactly that name lives; MOST_HOMES."""
    if not name.strip():
        return []
    with connection.cursor() as cursor:
        cursor.execute(_HOMES, [village.code, name.strip()])
        return [Home(*row) for row in cursor.fetchall()]
