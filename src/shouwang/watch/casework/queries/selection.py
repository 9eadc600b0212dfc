"""Many cases chosen for one act: which they are, what they have in common, where they lie."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Min, QuerySet

from shouwang.procedures import queries as procedures
from shouwang.procedures.models import Case
from shouwang.procedures.queries import Held
from shouwang.procedures.rules import Declaration, Kind, Transition
from shouwang.watch.casework import rules
from shouwang.watch.casework.queries.lists import MOVED_HERE, Wanted, cases, mine

MOST_PICKED = 500  # ticked by hand; more are chosen by a filter


@dataclass(frozen=True, slots=True)
class Group:
    """The chosen cases of one procedure in one step, and the ways that can be taken with all."""

    procedure: str
    step: str
    count: int
    declaration: Declaration
    ways: tuple[Transition, ...]


def chosen(
    picked: Sequence[UUID], wanted: Wanted, duties: Iterable[Held], on: date
) -> QuerySet[Case]:
    """Those that were ticked, else all that the filter shows; only what waits for one's duties.

    Whatever was sent, only what casework moves.
    """
    duties = list(duties)
    if not picked:
        return cases(wanted, duties, on).filter(subject_kind=MOVED_HERE).order_by()
    told = mine(duties, on) | mine(duties, on, "escalates")
    return Case.objects.filter(told, pk__in=picked, finished_on=None, subject_kind=MOVED_HERE)


def groups(found: QuerySet[Case], duties: Iterable[Held], on: date) -> list[Group]:
    """The cases by procedure and step, the most first; a few statements, however many there are."""
    kinds = {str(duty.kind) for duty in duties if duty.period.contains(on)}
    # version numbers of one group differ by the county's figures, not by its ways: the first speaks
    rows = list(
        found.values("procedure", "step")
        .annotate(count=Count("id"), version=Min("version_id"))
        .order_by("-count", "procedure", "step")
    )
    versions = procedures.versions([row["version"] for row in rows])
    return [
        Group(row["procedure"], row["step"], row["count"], declaration, ways)
        for row in rows
        if (declaration := versions[row["version"]])
        and (ways := _ways(declaration, row["step"], kinds))
    ]


def _ways(declaration: Declaration, step: str, kinds: set[str]) -> tuple[Transition, ...]:
    """What can be done with many; what leads on comes first."""
    found = [
        way
        for way in declaration.ways_from(step)
        if rules.is_shared(way) and any(declaration.roles[role].duty in kinds for role in way.roles)
    ]
    return tuple(sorted(found, key=lambda way: way.kind is not Kind.FORWARD))


def revisions(found: QuerySet[Case]) -> dict[UUID, int]:
    """The cases by number with the revision as it is now."""
    return dict(found.order_by("id").values_list("id", "revision"))


def fingerprint(seen: Mapping[UUID, int]) -> str:
    """A short sign of these cases at these revisions: whether anything has changed since."""
    text = ",".join(f"{case}:{revision}" for case, revision in sorted(seen.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def by_place(found: QuerySet[Case]) -> Counter[str]:
    """How many of the cases lie in each village; one statement."""
    rows = found.order_by().values_list("region_code").annotate(count=Count("id"))
    return Counter(dict(rows.order_by("region_code")))
