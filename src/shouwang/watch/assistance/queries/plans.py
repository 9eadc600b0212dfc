"""Plans of a household, their measures, and what other rooms ask."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from shouwang.watch.assistance.errors import MeasureUnknown
from shouwang.watch.assistance.models import Measure, MeasureAct, MeasureState, Plan
from shouwang.watch.assistance.queries.sold import proved
from shouwang.watch.registry.models import Household


def household(number: str) -> Household | None:
    """The household of that number, if the scope shows it."""
    return Household.objects.filter(number=number).first()


def plan_of(household: Household, year: int | None = None) -> Plan | None:
    """The plan of a year, or the newest one."""
    plans = Plan.objects.filter(household=household).select_related("drawn_up_by")
    if year is not None:
        plans = plans.filter(year=year)
    return plans.order_by("-year").first()


def years_of(household: Household) -> list[int]:
    """The years that the household has a plan for, the latest first."""
    plans = Plan.objects.filter(household=household).order_by("-year")
    return list(plans.values_list("year", flat=True))


def measures_of(plan: Plan) -> list[Measure]:
    """The measures of a plan, in the order in which they begin."""
    found = Measure.objects.filter(plan=plan).select_related("proof")
    return list(found.order_by("start_on", "recorded_at", "pk"))


def history_of(plan: Plan) -> QuerySet[MeasureAct]:
    """What was done to the measures of a plan, the latest first."""
    acts = MeasureAct.objects.filter(measure__plan=plan).select_related("measure", "by")
    return acts.order_by("-at", "-pk")


def measure(number: UUID) -> Measure:
    """A measure in the scope. Raises MeasureUnknown."""
    found = Measure.objects.select_related("plan__household", "proof").filter(pk=number).first()
    if found is None:
        raise MeasureUnknown()
    return found


def undelivered(household_number: str) -> list[Measure]:
    """The household's planned measures that neither a delivery nor sales prove."""
    found = Measure.objects.filter(
        plan__household__number=household_number, state=MeasureState.PLANNED
    )
    planned = list(found.select_related("plan__household").order_by("start_on", "pk"))
    if not planned:
        return []
    sold = proved(planned[0].plan.household, planned, timezone.localdate())
    return [one for one in planned if one.pk not in sold]


def households_named(numbers: Iterable[str]) -> dict[str, Household]:
    """Households by number; one statement."""
    found = Household.objects.filter(number__in=list(numbers))
    return {one.number: one for one in found}
