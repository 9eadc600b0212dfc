"""Cases that stand where a vote or a notice decides, whatever their procedure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.db.models import Q, QuerySet

from shouwang.kernel.regioncode import RegionCode
from shouwang.policies.queries import packaged
from shouwang.procedures.models import Case, ProcedureVersion
from shouwang.procedures.queries import declaration_of, packaged_procedures
from shouwang.procedures.rules import Declaration, said
from shouwang.watch.registry.models import Household
from shouwang.watch.reviews import rules
from shouwang.watch.reviews.models import Item, ItemState

HOUSEHOLD = "household"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case with its household as an agenda shows it; `elsewhere` is the agenda it is on."""

    case: Case
    household: Household | None
    declaration: Declaration
    elsewhere: Item | None = None

    @property
    def name(self) -> str:
        """Whom it is about."""
        return self.household.head_name if self.household else self.case.subject_id

    @property
    def group(self) -> str:
        """The villagers' group."""
        return self.household.group if self.household else ""

    @property
    def matter(self) -> str:
        """What is decided."""
        return said(self.declaration.title, self.case.procedure)

    @property
    def step(self) -> str:
        """Where it stands."""
        return said(self.declaration.steps[self.case.step].label, self.case.step)


@cache
def holders() -> frozenset[str]:
    """The kinds of duty that take the ways which a vote decides: who holds meetings."""
    return frozenset(
        entry.declaration.roles[role].duty
        for entry in packaged_procedures().entries
        for step in entry.declaration.steps
        for way in rules.reviewing(entry.declaration, step)
        for role in way.roles
    )


def standing_where(place: RegionCode, fits: Callable[[Declaration, str], bool]) -> QuerySet[Case]:
    """Open cases of a place in steps that fit: the steps are read from their declarations."""
    prefix = place.prefix
    cases = Case.objects.filter(
        finished_on=None,
        region_code__gte=prefix.ljust(12, "0"),
        region_code__lte=prefix.ljust(12, "9"),
    )
    # Versions are few. To ask the cases which they follow is to read them all.
    fitting = Q(pk=None)
    for version in ProcedureVersion.objects.order_by("pk"):
        declaration = declaration_of(version)
        steps = [step for step in declaration.steps if fits(declaration, step)]
        if steps:
            fitting |= Q(version=version.pk, step__in=steps)
    return cases.filter(fitting).select_related("version")


def waiting(place: RegionCode, kind: str = "") -> QuerySet[Case]:
    """Cases of a place that wait for a meeting, the nearest deadline first."""

    def fits(declaration: Declaration, step: str) -> bool:
        found = rules.kind_of_meeting(declaration, step)
        return bool(found) and kind in ("", found)

    return standing_where(place, fits).order_by("due_on", "id")


def candidates(place: RegionCode, kind: str) -> list[Candidate]:
    """What may be put on the agenda of a village's meeting."""
    return as_candidates(list(waiting(place, kind)))


def as_candidates(cases: Sequence[Case]) -> list[Candidate]:
    """The cases with household, declaration and the agenda they are on; two statements."""
    homes = households_of(cases)
    open_items = Item.objects.filter(case__in=cases, state=ItemState.OPEN)
    agendas = {one.case_id: one for one in open_items.select_related("meeting")}
    return [
        Candidate(one, homes.get(one.subject_id), declaration_of(one.version), agendas.get(one.pk))
        for one in cases
    ]


def households_of(cases: Iterable[Case]) -> dict[str, Household]:
    """The households that cases are about, by number; one statement."""
    numbers = {one.subject_id for one in cases if one.subject_kind == HOUSEHOLD}
    return {one.number: one for one in Household.objects.filter(number__in=numbers)}


def words(codes: str, language: str = "zh") -> dict[str, str]:
    """A list of codes of the pack with their names, in the order written."""
    written: Mapping[str, Mapping[str, str]] = packaged().codes.get(codes) or {}
    return {key: said(text, key, language) for key, text in written.items()}


def usual_reason(procedure: str) -> str:
    """The kind of reason that stands on a list where nobody chose one."""
    written: Mapping[str, str] = packaged().codes["usual_reasons"]
    return written.get(procedure, written["other"])
