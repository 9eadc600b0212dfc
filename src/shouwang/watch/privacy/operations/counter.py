"""At the counter: the household of an identity number, and the note that it was looked at."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from shouwang.kernel import journal
from shouwang.watch.linkage.rules import one_form
from shouwang.watch.registry.models import Household, Look, Person


def find_household(identity: str) -> Household | None:
    """The household in which the holder of the number lives, inside the scope; else None."""
    people = Person.objects.filter(identity_index=one_form(identity), died_on=None)
    found = people.select_related("household").order_by("moved_out_on", "-pk").first()
    return found.household if found else None


@transaction.atomic
def look(*, by: AbstractBaseUser, at: datetime, household: Household, page: str) -> None:
    """Note that the dossier was opened, where the household can read it, and journal it."""
    Look.objects.create(
        household=household, region_code=household.region_code, by_id=by.pk, at=at, page=page
    )
    journal.record(
        by=by,
        act="privacy.look",
        subject=household,
        region=household.region_code,
        evidence={"page": page},
    )
