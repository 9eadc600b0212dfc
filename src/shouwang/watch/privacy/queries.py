"""What the county holds about a household, as the household is told; who looked; requests."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.regioncode import RegionCode
from shouwang.people.models import KIND_NAMES
from shouwang.people.rules import Kind
from shouwang.regions import queries as regions
from shouwang.watch.privacy.models import CorrectionRequest, RequestState
from shouwang.watch.registry.models import (
    CategoryPeriod,
    Cause,
    Household,
    Income,
    Look,
    Person,
    PersonState,
    Risk,
)
from shouwang.watch.registry.models.facts import IncomeKind
from shouwang.watch.registry.queries import brought_to

MONTHS = 12
MOST_LOOKS = 500
_OFFICES = """
SELECT a.id, d.kind, d.region_code
FROM unnest(%s::bigint[]) AS a (id), LATERAL public.people_duties_of(a.id) AS d
ORDER BY a.id, d.begins_on
"""


@dataclass(frozen=True, slots=True)
class Looker:
    """One look at a dossier: when, which office, and, for staff, who."""

    at: Any
    office: str
    name: str
    page: str


@dataclass(frozen=True, slots=True)
class Held:
    """Everything about a household that its page of self-service says."""

    household: Household
    place: str
    members: list[dict[str, Any]]
    categories: list[CategoryPeriod]
    causes: list[Cause]
    risks: list[Risk]
    income: list[dict[str, Any]]
    income_since: date | None
    income_total: int
    looks: list[dict[str, Any]]
    corrections: list[CorrectionRequest] = field(default_factory=list)


def held(household: Household, on: date) -> Held:
    """What is held about a household on a day; a fixed number of statements."""
    income, since = _income(household, on)
    return Held(
        household=household,
        place=place_name(household.region_code),
        members=_members(household, on),
        categories=list(household.categories.order_by("-during")),
        causes=list(household.causes.order_by("rank")),
        risks=list(Risk.objects.filter(household=household).order_by("rank", "pk")),
        income=income,
        income_since=since,
        income_total=sum(row["signed"] for row in income),
        looks=by_day(lookers(household)),
        corrections=list(corrections_of(household)),
    )


def _members(household: Household, on: date) -> list[dict[str, Any]]:
    people = Person.objects.filter(household=household, died_on=None, moved_out_on=None)
    states = {
        state.person_id: state
        for state in PersonState.objects.filter(person__household=household, during__contains=on)
    }
    return [{"person": one, "state": states.get(one.pk)} for one in people.order_by("pk")]


def _income(household: Household, on: date) -> tuple[list[dict[str, Any]], date | None]:
    """Income of the last twelve months that are known, by kind and source, costs negative."""
    rows = Income.objects.filter(household__in=brought_to([household.pk], on), month__lte=on)
    newest = rows.order_by("-month").values_list("month", flat=True).first()
    if newest is None:
        return [], None
    since = (newest - timedelta(days=30 * (MONTHS - 1))).replace(day=1)
    grouped = (
        rows.filter(month__gte=since)
        .values("kind", "item", "source__title", "source__sender")
        .annotate(fen=Sum("amount_fen"))
        .order_by("kind", "-fen", "item", "source__title")
    )
    labels = dict(IncomeKind.choices)
    return [
        {
            "label": labels[row["kind"]],
            "item": row["item"],
            "source": row["source__title"] or "",
            "fen": row["fen"],
            "signed": _signed(row["kind"], row["fen"]),
        }
        for row in grouped
    ], since


def _signed(kind: str, fen: int) -> int:
    if kind == IncomeKind.EXCLUDED:
        return 0
    return -fen if kind == IncomeKind.BUSINESS_COST else fen


def lookers(household: Household) -> list[Looker]:
    """Who opened the dossier, the latest first, with the office whose duty they held."""
    found = Look.objects.filter(household=household).select_related("by")
    looks = list(found.order_by("-at", "-pk")[:MOST_LOOKS])
    offices = _offices({look.by_id for look in looks})
    return [
        Looker(look.at, offices.get(look.by_id, _("其他单位")), str(look.by), look.page)
        for look in looks
    ]


def _offices(accounts: Iterable[int]) -> dict[int, str]:
    """The office of each account: the latest duty's kind and place, in words."""
    with connection.cursor() as cursor:
        cursor.execute(_OFFICES, [sorted(accounts)])
        duties = {account: (kind, code) for account, kind, code in cursor.fetchall()}
    names = regions.names({code for _kind, code in duties.values()}, on=timezone.localdate())
    return {
        account: f"{names.get(code, '')}{KIND_NAMES[Kind(kind)]}"
        for account, (kind, code) in duties.items()
    }


def by_day(looks: Iterable[Looker]) -> list[dict[str, Any]]:
    """Looks added up by day and office: what a household is told."""
    counted: dict[tuple[date, str], int] = {}
    for look in looks:
        key = (timezone.localdate(look.at), look.office)
        counted[key] = counted.get(key, 0) + 1
    return [{"on": on, "office": office, "times": n} for (on, office), n in counted.items()]


def place_name(code: str) -> str:
    """A village with its township before it."""
    path = regions.path(RegionCode(code), on=timezone.localdate())
    return " ".join(step.name for step in path[-2:])


def household(number: str) -> Household | None:
    """The household of that number, if the scope shows it."""
    return Household.objects.filter(number=number).first()


def household_of(person: int) -> Household | None:
    """The household that a person lives in, if the scope shows it."""
    found = Person.objects.filter(pk=person).select_related("household").first()
    return found.household if found else None


def corrections_of(household: Household) -> QuerySet[CorrectionRequest]:
    """The household's requests, the latest first."""
    return CorrectionRequest.objects.filter(household=household).order_by("-at", "-pk")


def corrections(place: RegionCode, state: str) -> QuerySet[CorrectionRequest]:
    """The requests of a place: those that wait by their deadline, others the latest first."""
    low, high = place.prefix.ljust(12, "0"), place.prefix.ljust(12, "9")
    found = CorrectionRequest.objects.filter(region_code__range=(low, high))
    found = found.select_related("household", "answered_by")
    if state:
        found = found.filter(state=state)
    return found.order_by(*(("due_on", "pk") if state == RequestState.OPEN else ("-at", "-pk")))


def correction(number: int) -> CorrectionRequest | None:
    """The request, if the scope shows it."""
    return (
        CorrectionRequest.objects.filter(pk=number)
        .select_related("household", "person", "answered_by", "by")
        .first()
    )
