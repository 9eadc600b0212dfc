"""Births, deaths, marriages, people who come and go."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from shouwang.watch.registry.models import Amendment, Person
from shouwang.watch.registry.operations.amending import Amending, Grounds, begin, refuse
from shouwang.watch.registry.operations.people import NewPerson, enter_person
from shouwang.watch.registry.rules import HEAD, SPOUSE

MARRIED, WIDOWED = "20", "30"
Relations = Mapping[str, str]  # a member's number → relation to the head from now on


@transaction.atomic
def birth(*, household: str, newborn: NewPerson, grounds: Grounds) -> Person:
    """A child is born into the household on the day since which it is true.

    Raises Refused, DossierChanged, HouseholdUnknown.
    """
    if newborn.birth_on and newborn.birth_on != grounds.true_since:
        raise refuse("birth_day", "出生日期与“何时起属实”不是同一天，请核对")
    return _enter(Amendment.Kind.BIRTH, household, newborn, {}, grounds)


@transaction.atomic
def join(
    *, household: str, newcomer: NewPerson, grounds: Grounds, relations: Relations | None = None
) -> Person:
    """Somebody from outside the registry joins the household. Raises as `birth` does."""
    return _enter(Amendment.Kind.JOINED, household, newcomer, relations or {}, grounds)


@transaction.atomic
def death(
    *, household: str, person: str, grounds: Grounds, relations: Relations | None = None
) -> Person:
    """A member died on the day since which it is true.

    When it was the head, `relations` names the new one; a head or spouse leaves a widowed partner.
    Raises Refused, DossierChanged, HouseholdUnknown, PersonUnknown.
    """
    act = begin(Amendment.Kind.DEATH, [household], grounds)
    dead = _present(act, person)
    act.set(dead, "died_on", grounds.true_since.isoformat())
    for partner in _partners(act, dead):
        act.set(partner, "marital", WIDOWED)
    relate(act, relations)
    act.finish()
    return dead


@transaction.atomic
def leave(
    *,
    household: str,
    people: Sequence[str],
    grounds: Grounds,
    relations: Relations | None = None,
) -> list[Person]:
    """Members leave the county's registry: moved away, settled abroad. Raises as `death` does."""
    act = begin(Amendment.Kind.LEFT, [household], grounds)
    gone = [_present(act, number) for number in people]
    if not gone:
        raise refuse("nobody", "请选择转出的成员")
    for one in gone:
        act.set(one, "moved_out_on", grounds.true_since.isoformat())
    relate(act, relations)
    act.finish()
    return gone


@transaction.atomic
def marriage_in(
    *,
    household: str,
    partner: str,
    newcomer: NewPerson,
    grounds: Grounds,
    relations: Relations | None = None,
) -> Person:
    """A member marries somebody from outside the registry, who joins. Raises as `death` does."""
    act = begin(Amendment.Kind.MARRIAGE, [household], grounds)
    _marry(act, _present(act, partner))
    home = act.homes[household]
    person = enter_person(
        newcomer, home, on=grounds.true_since, today=grounds.today, marital=int(MARRIED)
    )
    act.entered(person)
    relate(act, relations)
    act.finish()
    return person


@transaction.atomic
def marriage_out(
    *, household: str, person: str, grounds: Grounds, relations: Relations | None = None
) -> Person:
    """A member marries and leaves the county's registry. Raises as `death` does."""
    act = begin(Amendment.Kind.MARRIAGE, [household], grounds)
    gone = _present(act, person)
    _marry(act, gone)
    act.set(gone, "moved_out_on", grounds.true_since.isoformat())
    relate(act, relations)
    act.finish()
    return gone


@transaction.atomic
def marriage(
    *,
    household: str,
    person: str,
    into: str,
    partner: str,
    relation: str,
    grounds: Grounds,
    relations: Relations | None = None,
) -> Person:
    """A member marries into another household of the scope and keeps their number.

    `relation` is to the head there; `relations` are those that change in either household.
    Raises as `death` does.
    """
    act = begin(Amendment.Kind.MARRIAGE, [household, into], grounds)
    moving = _present(act, person)
    staying = _present(act, partner)
    if moving.household.number != household or staying.household.number != into:
        raise refuse("wrong_homes", "请选择本户的一名成员，和对方户中与其结婚的成员")
    for one in (moving, staying):
        _marry(act, one)
    act.transfer(moving, act.homes[into])
    act.set(moving, "relation", relation)
    act.set(moving, "joined_on", grounds.true_since.isoformat())
    relate(act, relations)
    act.finish()
    return moving


def relate(act: Amending, relations: Relations | None) -> None:
    """Set the members' relations to their head."""
    for number, relation in (relations or {}).items():
        act.set(act.person(number), "relation", relation)


def _enter(
    kind: Amendment.Kind,
    household: str,
    told: NewPerson,
    relations: Relations,
    grounds: Grounds,
) -> Person:
    act = begin(kind, [household], grounds)
    home = act.homes[household]
    person = enter_person(told, home, on=grounds.true_since, today=grounds.today)
    act.entered(person)
    relate(act, relations)
    act.finish()
    return person


def _present(act: Amending, number: str) -> Person:
    person = act.person(number)
    if person.died_on or person.moved_out_on:
        raise refuse("not_present", f"{person.name}已去世或已转出，不能再办理")
    return person


def _partners(act: Amending, dead: Person) -> list[Person]:
    wanted = {HEAD: SPOUSE, SPOUSE: HEAD}.get(dead.relation)
    return [
        one
        for one in act.members(dead.household)
        if one.relation == wanted and not one.died_on and not one.moved_out_on
    ]


def _marry(act: Amending, person: Person) -> None:
    if person.marital == int(MARRIED):
        raise refuse("already_married", f"{person.name}的婚姻状况已是已婚，请先核对")
    act.set(person, "marital", MARRIED)
