"""How long rows are kept where: the days of the pack, and what a county entered over them.

A row of a place is kept as long as the value of the longest prefix around it says. A row of no
place (a session, a log-in) is kept as long as the most patient county of the installation wants:
where there is one county, as long as it says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Model, Q

from shouwang.engine import Pack
from shouwang.engine.parameters import Parameter
from shouwang.kernel.regioncode import LENGTH, RegionCode
from shouwang.policies.queries import current_pack
from shouwang.watch.linkage.queries import counties

NATION = ""
_PLACES = ("region_code", "left_region_code")


@dataclass(frozen=True, slots=True)
class Term:
    """So many days for the rows of a place ("" everywhere), without the places that say otherwise.

    `column` is the row's place, "" where the table has none.
    """

    prefix: str
    days: int
    others: tuple[str, ...] = ()
    column: str = ""

    @property
    def rows(self) -> Q:
        """The rows that the term is about."""
        if not self.column:
            return Q()
        found = _within(self.column, self.prefix) if self.prefix else Q()
        for other in self.others:
            found &= ~_within(self.column, other)
        return found


def every_pack() -> Pack:
    """The packaged pack with all that any place entered."""
    return current_pack(RegionCode.of(NATION).code)


def terms_of(
    model: type[Model], parameter: Parameter, inside: Sequence[str], on: date
) -> list[Term]:
    """The terms of a table's rows inside some places, those of the smallest places first."""
    column = next((name for name in _PLACES if name in _columns(model)), "")
    named = {value.region for value in parameter.values if value.region}
    if not column:
        return [Term(NATION, _patient(parameter, named, on))]
    places = sorted(named, key=lambda prefix: (-len(prefix), prefix))
    terms = [_term(prefix, column, places, parameter, on) for prefix in [*places, NATION]]
    return [term for term in terms if any(_meets(term, prefix) for prefix in inside)]


def _term(prefix: str, column: str, places: Sequence[str], parameter: Parameter, on: date) -> Term:
    others = tuple(one for one in places if one != prefix and one.startswith(prefix))
    return Term(prefix, parameter.resolve(prefix, on).value, others, column)


def _meets(term: Term, prefix: str) -> bool:
    """Whether some row inside the prefix can be one of the term's."""
    if term.prefix.startswith(prefix):
        return True
    return prefix.startswith(term.prefix) and not any(
        prefix.startswith(other) for other in term.others
    )


def _patient(parameter: Parameter, named: set[str], on: date) -> int:
    found = [one.prefix for one in counties()] if named else []
    return max(parameter.resolve(prefix, on).value for prefix in found or [NATION])


def _columns(model: type[Model]) -> set[str]:
    return {one.name for one in model._meta.get_fields()}


def _within(column: str, prefix: str) -> Q:
    ends = prefix.ljust(LENGTH, "0"), prefix.ljust(LENGTH, "9")
    return Q(**{f"{column}__range": ends})
