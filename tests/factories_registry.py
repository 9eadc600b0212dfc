"""Dull makers of what an act upon a dossier needs, and a small family to act upon."""

from datetime import UTC, date, datetime
from typing import Any

from shouwang.people.models import Account
from shouwang.watch.registry.models import Household
from shouwang.watch.registry.operations import Grounds, NewPerson
from tests import factories

AT = datetime(2024, 7, 1, 2, tzinfo=UTC)
SINCE = date(2024, 6, 20)


def grounds(by: Account | None = None, **given: Any) -> Grounds:
    plain = {"at": AT, "reason": "入户核实", "true_since": SINCE, "evidence": "户口簿"}
    return Grounds(by=by, **{**plain, **given})


def told(**given: Any) -> NewPerson:
    return NewPerson(**{"name": "新来", "relation": "其他", **given})


def family(**given: Any) -> Household:
    """Zhang San (P…1, head), his wife (P…2), son (P…3), daughter (P…4) and mother (P…5)."""
    home = factories.household(head_name="张三", size=5, **given)
    stem = "P" + home.number.removeprefix("H")
    for serial, (name, relation, sex, born, marital) in enumerate(
        (
            ("张三", "户主", 1, date(1980, 1, 1), 20),
            ("李四", "配偶", 2, date(1982, 2, 2), 20),
            ("张大", "之子", 1, date(2001, 3, 3), 10),
            ("张小", "之女", 2, date(2012, 4, 4), 10),
            ("王氏", "之母", 2, date(1950, 5, 5), 30),
        ),
        1,
    ):
        factories.member(
            home,
            number=f"{stem}{serial:02}",
            name=name,
            relation=relation,
            sex=sex,
            birth_on=born,
            marital=marital,
        )
    return home


def member_number(home: Household, serial: int) -> str:
    return f"P{home.number.removeprefix('H')}{serial:02}"
