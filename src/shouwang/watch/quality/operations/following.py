"""After an act upon a dossier what is doubtful about it is looked at anew, at once."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from shouwang.kernel import scope
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.quality import queries
from shouwang.watch.quality.operations.checks import check_household
from shouwang.watch.quality.operations.consistency import compare_again
from shouwang.watch.quality.operations.lifecycle import recount_villages
from shouwang.watch.registry.models import Household


def follow(
    *,
    households: Sequence[Household],
    villages: Collection[str],
    by: AbstractBaseUser | None,
    at: datetime,
    **_signal: object,
) -> None:
    """Check amended dossiers as soon as their act is committed; see `registry.signals`.

    The act stands whatever happens here: a fault goes to the log, and the night looks again.
    """
    numbers = [home.pk for home in households]
    transaction.on_commit(
        lambda: check_amended(numbers, villages=villages, by=by, at=at), robust=True
    )


def check_amended(
    households: Sequence[int],
    *,
    villages: Collection[str],
    by: AbstractBaseUser | None,
    at: datetime,
) -> None:
    """Check and compare some households, and count the findings of the villages anew.

    Where nobody has checked yet there is nothing to keep up to date.
    """
    places = [RegionCode(code) for code in sorted(villages)]
    today = timezone.localdate(at)
    with scope.entered(scope.Scope.of(places)):
        for home in Household.objects.filter(pk__in=households).order_by("id"):
            day = queries.day_of(RegionCode(home.region_code), today)
            if day is not None:
                check_household(home, by=by, at=at, on=day)
            compare_again(home.pk, today)
        recount_villages(villages)
