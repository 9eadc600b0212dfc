"""Papers of a household, what was printed, jobs, and the verification anybody may ask for."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from shouwang.watch.papers.models import Paper, Printing, PrintJob, Verification
from shouwang.watch.registry.models import Household
from shouwang.watch.registry.queries import brought_to

NEWEST = 20


def household(number: str) -> Household | None:
    """The household of that number, None when there is none in the scope."""
    return Household.objects.filter(number=number).first()


def households_of(prefix: str, on: date, categories: Sequence[str]) -> QuerySet[Household]:
    """The households of a place that were there on a day, by village, group and number.

    `categories` keeps those that were of one of them on the day; empty keeps all.
    """
    found = Household.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=on), region_code__startswith=prefix
    )
    if categories:
        found = found.filter(
            categories__during__contains=on, categories__category__in=list(categories)
        )
    return found.order_by("region_code", "group", "number")


def papers(home: Household, kind: str = "", *, removed: bool = False) -> list[Paper]:
    """The papers of a household and of those that merged into it, the newest first.

    A paper says by `household.number` under which number it was filed. Two statements.
    """
    filed = brought_to([home.pk], timezone.localdate())
    found = Paper.objects.filter(household__in=filed, removed_at__isnull=not removed)
    if kind:
        found = found.filter(kind=kind)
    related = ("household", "by", "removed_by", "person")
    return list(found.select_related(*related).order_by("-at", "-pk"))


def paper(number: int) -> Paper | None:
    """One paper with its household, None when there is none in the scope."""
    return Paper.objects.select_related("household").filter(pk=number).first()


def printings(home: Household) -> list[Printing]:
    """What was printed of a household, the newest first."""
    found = Printing.objects.filter(household=home).select_related("verification", "by")
    return list(found.order_by("-at", "-pk")[:NEWEST])


def jobs(region_code: str) -> list[PrintJob]:
    """The newest jobs of a place."""
    found = PrintJob.objects.filter(region_code=region_code).select_related("by")
    return list(found.order_by("-pk")[:NEWEST])


def job(number: int) -> PrintJob | None:
    """One job, None when there is none in the scope."""
    return PrintJob.objects.filter(pk=number).first()


def verification(code: str) -> Verification | None:
    """What may be said of the paper with the code; None when we never made one."""
    return Verification.objects.filter(code=code).first() if code else None
