"""Checks that were made."""

from uuid import UUID

from shouwang.watch.exits.errors import CheckUnknown
from shouwang.watch.exits.models import CriteriaCheck
from shouwang.watch.registry.models import Household


def check(number: UUID) -> CriteriaCheck:
    """A check in the scope. Raises CheckUnknown."""
    rows = CriteriaCheck.objects.select_related("household", "case", "by")
    found = rows.filter(pk=number).first()
    if found is None:
        raise CheckUnknown
    return found


def checks_of(home: Household) -> list[CriteriaCheck]:
    """The household's checks, the latest first."""
    return list(CriteriaCheck.objects.filter(household=home).order_by("-at", "pk"))
