"""Authorisations of a family, what was asked under them, and what a department is asked."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from shouwang.policies.queries import packaged
from shouwang.watch.registry.models import Household
from shouwang.watch.visits.models import Authorisation, InformationCheck, InformationQuestion


def authorisations_of(home: Household) -> QuerySet[Authorisation]:
    """The household's authorisations, the latest first."""
    rows = Authorisation.objects.filter(household=home).select_related("by", "withdrawal")
    return rows.order_by("-signed_on", "-at", "pk")


def valid_authorisation(home: Household, on: date) -> Authorisation | None:
    """The authorisation that holds on a day; the one that lasts longest."""
    rows = Authorisation.objects.filter(household=home, signed_on__lte=on, ends_on__gt=on)
    rows = rows.exclude(withdrawal__withdrawn_on__lte=on)
    return rows.order_by("-ends_on", "pk").first()


def checks_of(home: Household) -> list[InformationCheck]:
    """The household's information checks with their questions, the latest first."""
    rows = InformationCheck.objects.filter(household=home).select_related("by")
    return list(rows.order_by("-at", "pk").prefetch_related("questions__answered_by"))


def questions_for(
    duties: Iterable[str], *, answered: bool = False
) -> QuerySet[InformationQuestion]:
    """The questions to some duties that the account may see: open ones, or those answered."""
    rows = InformationQuestion.objects.filter(duty__in=list(duties))
    if answered:
        rows = rows.exclude(answer="").select_related("answered_by")
        return rows.order_by("-answered_at", "pk")
    return rows.filter(answer="").order_by("due_on", "pk")


def information_codes() -> Mapping[str, Any]:
    """What departments may be asked: code to texts and the duty that answers."""
    codes: Mapping[str, Any] = packaged().codes["information_questions"]
    return codes
