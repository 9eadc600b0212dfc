"""Rows that the finding and the lists are tested on."""

from typing import Any

from shouwang.watch.registry.models import Household, Person, Tag
from shouwang.watch.registry.rules import tail
from tests import factories


def named(name: str, initials: str, **given: Any) -> Household:
    """A household of one, its head found by name, initials and tails."""
    place = given.pop("region_code", factories.VILLAGE)
    number = given.pop("number", None)
    home = factories.household(
        head_name=name,
        head_initials=initials,
        region_code=place,
        size=1,
        **({"number": number} if number else {}),
    )
    person(home, name, initials, relation="户主", **given)
    return home


def person(home: Household, name: str, initials: str, **given: Any) -> Person:
    """A member with the tails that pages find by."""
    tails = {
        "identity_tail": tail(given.get("identity")),
        "telephone_tail": tail(given.get("telephone")),
    }
    return factories.member(home, name=name, name_initials=initials, **tails, **given)


def tag(home: Household, word: str) -> Tag:
    return Tag.objects.create(household=home, region_code=home.region_code, word=word)
