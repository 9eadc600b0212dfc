"""What look-back checks are drawn from, what was drawn, and what came of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet

from shouwang.kernel.regioncode import RegionCode, bounds
from shouwang.procedures.models import Case
from shouwang.watch.visits.errors import LookBackUnknown
from shouwang.watch.visits.models import Assignment, Drawn, LookBack
from shouwang.watch.visits.rules import Share, wilson

CONFIRMED, NOT_CONFIRMED = "confirmed", "not_confirmed"


@dataclass(frozen=True, slots=True)
class Population:
    """The cases that a look-back check is about: those that ended in a place in some days.

    `outcome` is the final step; "" takes every one that took effect. Both days count.
    """

    region_code: str
    procedure: str
    outcome: str
    since: date
    until: date


def frame_of(population: Population) -> dict[str, UUID]:
    """The households to draw from, by number, each with its latest such case; one statement."""
    cases = Case.objects.filter(
        subject_kind="household",
        procedure=population.procedure,
        region_code__range=bounds(RegionCode(population.region_code).prefix),
        finished_on__range=(population.since, population.until),
    )
    ended = (
        cases.filter(step=population.outcome) if population.outcome else cases.filter(effect=True)
    )
    rows = ended.order_by("finished_on", "id").values_list("subject_id", "id")
    return dict(rows)


def look_backs() -> QuerySet[LookBack]:
    """The draws in the scope, the latest first."""
    return LookBack.objects.select_related("by").order_by("-at", "pk")


def look_back(number: UUID) -> LookBack:
    """A draw in the scope. Raises LookBackUnknown."""
    found = LookBack.objects.select_related("by").filter(pk=number).first()
    if found is None:
        raise LookBackUnknown()
    return found


def drawn_of(draw: LookBack) -> list[Drawn]:
    """The drawn households in the order drawn, with who checks and the visit that did."""
    rows = Drawn.objects.filter(look_back=draw).select_related(
        "household", "assignment__checker", "assignment__visit"
    )
    return list(rows.order_by("rank"))


def assigned_to(account: AbstractBaseUser) -> QuerySet[Assignment]:
    """What an account is to check and has not, the nearest deadline first."""
    rows = Assignment.objects.filter(checker_id=account.pk, visit=None)
    return rows.select_related("drawn__household").order_by("due_on", "pk")


@dataclass(frozen=True, slots=True)
class Result:
    """How many of the drawn were checked, and the share of these that was confirmed."""

    drawn: int
    checked: int
    confirmed: int
    not_confirmed: int
    share: Share


def result_of(rows: Sequence[Drawn]) -> Result:
    """What came of a draw so far. The share is of those checked alone."""
    visits = [one.assignment.visit for one in rows]
    counts = Counter(one.outcome for one in visits if one is not None)
    confirmed, refuted = counts[CONFIRMED], counts[NOT_CONFIRMED]
    checked = confirmed + refuted
    return Result(len(rows), checked, confirmed, refuted, wilson(confirmed, checked))
