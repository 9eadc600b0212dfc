"""Who acts in the demonstration: cadres and clerks of a few places, besides the accounts with a
password that people log in with. Theirs have none.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from shouwang.demo.rooms.happening import drawn
from shouwang.kernel.periods import Period
from shouwang.kernel.regioncode import DIGITS, Level, RegionCode
from shouwang.people import operations, queries
from shouwang.people.models import Account
from shouwang.people.operations.duties import write_duty
from shouwang.people.rules import Kind, Wish
from shouwang.regions.models import Division
from shouwang.watch.registry.models import Household

OWN_VILLAGE = "360781102201"  # that of the demonstration's clerk and cadre
FURTHER = (1, 2, 2)  # villages besides: in the same township, and in the two largest others
SERVED = timedelta(days=150)  # for so long everybody holds their duty already
TERM = timedelta(days=365)
CALLED = "刘钟杨谢朱曾赖罗陈黄李张"


@dataclass(frozen=True, slots=True)
class Staff:
    """A village with its two cadres and the clerk of its township."""

    village: RegionCode
    name: str
    first: Account
    second: Account
    clerk: Account


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who acts; `county` and `deputy` are of the county office."""

    county: Account
    deputy: Account
    villages: tuple[Staff, ...]


@transaction.atomic
def cast(at: datetime) -> Cast:
    """The people who act, made where they are missing."""
    system, on = operations.system_account(at), timezone.localdate(at)

    def somebody(kind: Kind, place: RegionCode, number: int, title: str) -> Account:
        username = f"yanshi-{place.prefix}-{number}"
        surname = CALLED[drawn("cast", username) % len(CALLED)]
        account = _account(username, f"{title} {surname}{_POSTS[kind]}", system, at)
        _duty(account, kind, place, system, at, on)
        return account

    county = RegionCode.of(OWN_VILLAGE[:6])
    villages = []
    for code, name in _villages():
        place = RegionCode(code)
        town = RegionCode.of(code[: DIGITS[Level.TOWNSHIP]])
        villages.append(
            Staff(
                place,
                name,
                somebody(Kind.VILLAGE_CADRE, place, 1, name),
                somebody(Kind.VILLAGE_CADRE, place, 2, name),
                somebody(Kind.TOWNSHIP_CLERK, town, 1, _name_of(town.code)),
            )
        )
    return Cast(
        somebody(Kind.COUNTY_OFFICE, county, 1, "县办"),
        somebody(Kind.COUNTY_OFFICE, county, 2, "县办"),
        tuple(villages),
    )


_POSTS = {
    Kind.VILLAGE_CADRE: "委员",
    Kind.TOWNSHIP_CLERK: "干事",
    Kind.COUNTY_OFFICE: "科员",
}


def _villages() -> list[tuple[str, str]]:
    """The village of the demonstration's cadre, and the largest ones of some townships."""
    length = DIGITS[Level.TOWNSHIP]
    homes = Household.objects.exclude(region_code=OWN_VILLAGE).values_list("region_code")
    counted = homes.annotate(number=Count("pk")).order_by("-number", "region_code")
    villages: dict[str, list[str]] = {OWN_VILLAGE[:length]: []}
    for code, _number in counted:
        villages.setdefault(code[:length], []).append(code)
    codes = [OWN_VILLAGE]
    for town, count in zip(villages, FURTHER, strict=False):
        codes += villages[town][:count]
    return [(code, _name_of(code)) for code in codes]


def _name_of(code: str) -> str:
    names = Division.objects.filter(code=code).values_list("short_name", flat=True)
    return names.first() or code


def _account(username: str, name: str, system: Account, at: datetime) -> Account:
    there = Account.objects.filter(username=username).first()
    if there is not None:
        return there
    made = operations.create_account(by=system, at=at, username=username, display_name=name).value
    assert made is not None
    made.is_demonstration = True
    made.save(update_fields=["is_demonstration"])
    return made


def _duty(
    account: Account, kind: Kind, place: RegionCode, system: Account, at: datetime, on: date
) -> None:
    if queries.duties_of(account):
        return
    period = Period(on - SERVED, on - SERVED + TERM)
    with queries.people_scope((place,)):
        write_duty(
            by=system, at=at, wish=Wish(account.pk, kind, place, period), reason="演示县账号"
        )
