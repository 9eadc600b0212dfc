"""Households opened, parted, joined, moved."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from psycopg.types.range import DateRange

from shouwang.kernel import scope
from shouwang.kernel.findings import Finding
from shouwang.kernel.regioncode import Level, RegionCode, RegionCodeInvalid
from shouwang.regions import queries as regions
from shouwang.regions.errors import DivisionUnknown
from shouwang.watch.registry import rules
from shouwang.watch.registry.errors import Refused
from shouwang.watch.registry.models import Amendment, CategoryPeriod, Cause, Household
from shouwang.watch.registry.operations.amending import Amending, Grounds, begin, life, refuse
from shouwang.watch.registry.operations.members import Relations, relate
from shouwang.watch.registry.operations.people import NewPerson, enter_person

_TRIES = 50


@transaction.atomic
def create_household(
    *,
    place: str,
    members: Sequence[NewPerson],
    grounds: Grounds,
    group: str = "",
    address: str = "",
) -> Household:
    """Open a dossier for a household of a village, its members the first to be written.

    Raises Refused.
    """
    act = begin(Amendment.Kind.CREATED, [], grounds)
    head = next((one.name for one in members if one.relation == rules.HEAD), "")
    home = _open(act, Household(region_code=_village(place, grounds.today), head_name=head))
    home.group, home.address = group, address
    home.save(update_fields=["group", "address"])
    if not members:
        raise refuse("nobody", "请至少填写一名成员")
    for told in members:
        act.entered(enter_person(told, home, on=grounds.true_since, today=grounds.today))
    act.finish()
    return home


@transaction.atomic
def split(
    *,
    household: str,
    members: Sequence[str],
    relations: Relations,
    grounds: Grounds,
    group: str | None = None,
    address: str | None = None,
) -> Household:
    """Members form a household of their own in the same village.

    `relations` say what each is to the head of the household they are in from now on. The new one
    was registered and lifted when the old one was, for the same causes, and has its category;
    facts stay where they were found. Raises Refused, DossierChanged, HouseholdUnknown,
    PersonUnknown.
    """
    act = begin(Amendment.Kind.SPLIT, [household], grounds)
    old = act.homes[household]
    going = [act.person(number) for number in members]
    staying = [one for one in act.members(old) if life(one).present and one not in going]
    if not going or not staying:
        raise refuse("split_whom", "分户须至少有一名成员分出、一名成员留下")
    new = _open(
        act,
        Household(
            region_code=old.region_code,
            group=old.group if group is None else group,
            address=old.address if address is None else address,
            head_name=going[0].name,
            registered_on=old.registered_on,
            lifted_on=old.lifted_on,
        ),
    )
    _inherit(old, new, grounds.true_since)
    for person in going:
        act.transfer(person, new)
        act.set(person, "joined_on", grounds.true_since.isoformat())
    relate(act, relations)
    act.finish()
    return new


@transaction.atomic
def merge(*, household: str, into: str, relations: Relations, grounds: Grounds) -> Household:
    """Everybody of a household joins another; the first one's dossier ends and stays readable.

    It goes with its people to the other's village. What it has of facts and papers stays written
    under its number and is read with the other's from the day on (`queries.brought_to`).
    `relations` say what each is to the head they come to. Raises as `split` does.
    """
    if household == into:
        raise refuse("same_home", "请选择另一户")
    act = begin(Amendment.Kind.MERGED, [household, into], grounds)
    old, new = act.homes[household], act.homes[into]
    for person in [one for one in act.members(old) if life(one).present]:
        act.transfer(person, new)
        act.set(person, "joined_on", grounds.true_since.isoformat())
    relate(act, relations)
    act.set(old, "region_code", new.region_code)
    act.set(old, "ended_on", grounds.true_since.isoformat())
    act.set(old, "merged_into", new.number)
    act.finish()
    return new


@transaction.atomic
def move(
    *, household: str, place: str, grounds: Grounds, group: str = "", address: str = ""
) -> Household:
    """The household moves to another village of the scope and keeps its number.

    Raises as `split` does.
    """
    act = begin(Amendment.Kind.MOVED, [household], grounds)
    home = act.homes[household]
    village = _village(place, grounds.today)
    if village == home.region_code:
        raise refuse("same_place", "这户已在该村：请选择要迁往的村")
    act.set(home, "region_code", village)
    act.set(home, "group", group)
    act.set(home, "address", address)
    act.finish()
    return home


def _village(code: str, on: date) -> str:
    try:
        place = RegionCode(code)
        known = regions.division(place, on=on)
    except (RegionCodeInvalid, DivisionUnknown) as error:
        raise refuse("place_unknown", "没有这个村：请从名单中选择") from error
    if place.level is not Level.VILLAGE:
        raise refuse("not_a_village", f"{known.name}不是村或社区：请选到村")
    if not scope.current().contains(place):
        raise refuse("place_outside", "该村不在您的辖区内，请由上级办理")
    return place.code


def _open(act: Amending, home: Household) -> Household:
    """Number the household after the last in sight; others' scopes may hold the next ones."""
    stem = f"H{home.region_code}"
    taken = Household.objects.filter(number__gte=stem, number__lt=stem + "~").count()
    for serial in range(taken + 1, taken + 1 + _TRIES):
        home.number = f"{stem}{serial:04}"
        try:
            with transaction.atomic():
                home.save(force_insert=True)
        except IntegrityError:
            continue
        act.opened(home)
        return home
    raise Refused([Finding("no_number", "本村户编号已用完，请联系县级管理员")])


def _inherit(old: Household, new: Household, on: date) -> None:
    Cause.objects.bulk_create(
        Cause(household=new, region_code=new.region_code, cause=one.cause, rank=one.rank)
        for one in Cause.objects.filter(household=old)
    )
    for period in CategoryPeriod.objects.filter(household=old, during__contains=on):
        CategoryPeriod.objects.create(
            household=new,
            region_code=new.region_code,
            category=period.category,
            during=DateRange(on, period.during.upper),
        )
