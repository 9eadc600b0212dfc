"""Visits of a household, what waits for one, and what they prove in a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from shouwang.kernel.regioncode import RegionCode, enclosing
from shouwang.people.models import Account, Duty
from shouwang.people.queries import people_scope
from shouwang.people.rules import ACTS, Act
from shouwang.procedures.models import Case
from shouwang.procedures.queries import packaged_procedures
from shouwang.watch.registry.models import Household
from shouwang.watch.registry.queries import history
from shouwang.watch.visits.errors import VisitUnknown
from shouwang.watch.visits.models import (
    Authorisation,
    Draft,
    HomeVisit,
    InformationCheck,
    InformationQuestion,
)

HOME_VISIT, AUTHORISATION, CHECK = "home_visit", "authorisation", "information_check"
SUBJECT = "household"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A paper of this room as procedures name it: kind, ref, what it is, of which day."""

    kind: str
    ref: str
    label: str
    day: date


def home_visits_of(number: str) -> list[Evidence]:
    """The visits to a household as evidence, those left out that were corrected; one statement."""
    visits = HomeVisit.objects.filter(household__number=number, corrected_by=None)
    return [
        Evidence(HOME_VISIT, f"visits.homevisit:{one.pk}", one.version.title, one.visited_on)
        for one in visits.select_related("version").order_by("-visited_on", "pk")
    ]


def evidence_of(number: str) -> list[Evidence]:
    """What the room can prove about a household, the newest first; three statements.

    A visit that was corrected is left to its successor, an authorisation that was withdrawn is
    none any more; a check counts when all have answered, unless a withdrawal cut it off.
    """
    found = home_visits_of(number)
    found += [
        Evidence(AUTHORISATION, f"visits.authorisation:{pk}", "家庭信息核对授权书", day)
        for pk, day in Authorisation.objects.filter(
            household__number=number, withdrawal=None
        ).values_list("pk", "signed_on")
    ]
    cut_off = Q(answered_at=F("check_of__authorisation__withdrawal__at"))
    open_still = InformationQuestion.objects.filter(Q(answer="") | cut_off, check_of=OuterRef("pk"))
    checks = InformationCheck.objects.filter(~Exists(open_still), household__number=number)
    found += [
        Evidence(CHECK, f"visits.informationcheck:{pk}", "部门信息核对", day)
        for pk, day in checks.values_list("pk", "at__date")
    ]
    return sorted(found, key=lambda one: (-one.day.toordinal(), one.kind, one.ref))


def visit(number: UUID) -> HomeVisit:
    """A visit in the scope. Raises VisitUnknown."""
    rows = HomeVisit.objects.select_related("version", "household", "by", "corrected_by", "case")
    found = rows.filter(pk=number).first()
    if found is None:
        raise VisitUnknown()
    return found


def visits_of(home: Household) -> QuerySet[HomeVisit]:
    """The household's visits, the latest first."""
    rows = HomeVisit.objects.filter(household=home).select_related("version", "by", "corrected_by")
    return rows.order_by("-visited_on", "-at", "pk")


def drafts_of(account: AbstractBaseUser) -> QuerySet[Draft]:
    """What the account has begun to write, the latest first."""
    rows = Draft.objects.filter(by_id=account.pk).select_related("household")
    return rows.order_by("-saved_at", "pk")


@cache
def steps_for_visit() -> frozenset[tuple[str, str]]:
    """The steps, by procedure, that are left with a visit at home for evidence."""
    return frozenset(
        (entry.declaration.key, source)
        for entry in packaged_procedures().entries
        for way in entry.declaration.transitions.values()
        if HOME_VISIT in way.evidence and way.target
        for source in way.sources
    )


def waiting(region_code: str = "") -> QuerySet[Case]:
    """Open cases of households that wait for a visit at home, the nearest deadline first.

    A case that has one since it came into its step waits no more.
    """
    steps = Q(owed__contains=[HOME_VISIT])
    for procedure, step in sorted(steps_for_visit()):
        steps |= Q(procedure=procedure, step=step)
    visited = HomeVisit.objects.filter(case=OuterRef("pk"), visited_on__gte=OuterRef("entered_on"))
    rows = Case.objects.filter(~Exists(visited), steps, finished_on=None, subject_kind=SUBJECT)
    if region_code:
        prefix = RegionCode(region_code).prefix
        rows = rows.filter(region_code__range=(prefix.ljust(12, "0"), prefix.ljust(12, "9")))
    return rows.select_related("version").order_by(F("due_on").asc(nulls_last=True), "id")


def visitors_in(region_code: str, on: date) -> list[Account]:
    """Who may record visits in a place today: by name; one statement inside the county's people."""
    kinds = [kind.value for kind, acts in ACTS.items() if Act.RECORD_VISITS in acts]
    place = RegionCode(region_code)
    with people_scope((RegionCode.of(place.county),)):
        duties = Duty.objects.in_force(on).filter(kind__in=kinds, region_code__in=enclosing(place))
        rows = Account.objects.filter(pk__in=duties.values("account_id"), is_active=True)
        return list(rows.order_by("display_name", "pk"))


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What others did while a form was open, in words."""

    sentences: tuple[str, ...]
    revision: int
    visits: int


def changed_since(home: Household, *, revision: int | None, visits: int | None) -> Meanwhile:
    """What came to the dossier and to its visits since somebody saw so many of each.

    None is not compared. The sentences name fields and people, never a sensitive number in full.
    """
    told: list[str] = []
    if revision is not None and home.revision > revision:
        told += [
            f"{act.by}把“{line.label}”由“{line.before or '空'}”改为“{line.after or '空'}”"
            for act in history(home, most=home.revision - revision)
            for line in act.lines
        ]
    rows = HomeVisit.objects.filter(household=home).order_by("-at", "pk")
    count = rows.count()
    if visits is not None and count > visits:
        newer: Iterable[HomeVisit] = rows.select_related("version", "by")[: count - visits]
        told += [f"{one.by}已登记 {one.visited_on} 的“{one.version}”" for one in newer]
    return Meanwhile(tuple(told), home.revision, count)
