"""Which procedures can be opened for a household today, and by whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shouwang.procedures.errors import ProcedureNotInForce
from shouwang.procedures.models import Case
from shouwang.procedures.queries import Held, packaged_procedures, roles_at
from shouwang.procedures.rules import Declaration
from shouwang.watch.registry.models import Household


@dataclass(frozen=True, slots=True)
class Openable:
    """A procedure that holds in the household's village today.

    `mine` says that one's duties open it; `running` is the case of it that is open already.
    """

    declaration: Declaration
    document: str
    mine: bool
    running: UUID | None

    @property
    def can(self) -> bool:
        """Whether it can be opened now by whoever asks."""
        return self.mine and self.running is None


def openable(household: Household, duties: Iterable[Held], on: date) -> list[Openable]:
    """Every procedure that holds there on the day, in the order of the pack; one statement."""
    duties = list(duties)
    running = dict(
        Case.objects.filter(
            subject_kind="household", subject_id=household.number, finished_on=None
        ).values_list("procedure", "id")
    )
    return [
        one
        for key in packaged_procedures().keys
        if (one := _openable(key, household.region_code, duties, on, running)) is not None
    ]


def _openable(
    key: str, region_code: str, duties: list[Held], on: date, running: dict[str, UUID]
) -> Openable | None:
    try:
        entry = packaged_procedures().resolve(key, region_code, on)
    except ProcedureNotInForce:
        return None
    declaration = entry.declaration
    if declaration.about != "household":
        return None
    roles = roles_at(declaration, duties, region_code, on)
    mine = not roles.isdisjoint(declaration.opens)
    return Openable(declaration, entry.document or entry.source, mine, running.get(key))
