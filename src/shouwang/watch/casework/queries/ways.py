"""What can be done with a case from here: by whom is logged in, and by others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from shouwang.procedures import queries as procedures
from shouwang.procedures import rules
from shouwang.procedures.models import Case
from shouwang.procedures.queries import Held
from shouwang.procedures.rules import Declaration, Past, Transition
from shouwang.procedures.rules.declaration import DURING_NOTICE


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of the present step, as somebody sees it.

    `mine` says that one's duties allow it; `barred` that one did something earlier that may not be
    joined with it; `from_on` is the first day on which it is open, when that lies ahead.
    """

    transition: Transition
    mine: bool
    barred: bool
    from_on: date | None

    @property
    def is_open(self) -> bool:
        """Whether it can be taken today, as far as is known before anything is written."""
        return self.mine and not self.barred and self.from_on is None


def ways(
    case: Case,
    declaration: Declaration,
    history: Sequence[Past],
    duties: Iterable[Held],
    account: int,
    on: date,
) -> list[Way]:
    """Every way from here in the order declared."""
    roles = procedures.roles_at(declaration, duties, case.region_code, on)
    return [
        Way(
            way,
            mine=bool(roles.intersection(way.roles)),
            barred=rules.barred(declaration, history, way.key, {account}),
            from_on=_from_on(case, way, on),
        )
        for way in declaration.ways_from(case.step)
    ]


def _from_on(case: Case, way: Transition, on: date) -> date | None:
    waits = case.ripe_on is not None and bool(way.target) and way.kind not in DURING_NOTICE
    return case.ripe_on if waits and case.ripe_on and on < case.ripe_on else None
