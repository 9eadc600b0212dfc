"""At the counter: the household of an identity number."""

from django.db.models import F

from shouwang.watch.linkage.rules import one_form
from shouwang.watch.registry.models import Household, Person


def find_household(identity: str) -> Household | None:
    """The household in which the holder of the number lives, inside the scope; else None."""
    people = Person.objects.filter(identity_index=one_form(identity), died_on=None)
    present_first = F("moved_out_on").asc(nulls_first=True)
    found = people.select_related("household").order_by(present_first, "-pk").first()
    return found.household if found else None
