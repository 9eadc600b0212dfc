"""Dull makers of rows for the quality room."""

from datetime import date
from typing import Any

from psycopg.types.range import DateRange

from shouwang.people.models import Account
from shouwang.watch.quality.models import QualityFinding, QualityRun, Statement
from shouwang.watch.registry.models import Household, Land, Living, Person, Work
from tests import factories

# Nobody's numbers: the county 360799 does not exist.
IDENTITY = "36079919850624022X"
BORN = date(1985, 6, 24)


def check_run(**given: Any) -> QualityRun:
    plain = {
        "region_code": factories.COUNTY,
        "as_of": factories.ON,
        "trigger": "person",
        "state": "done",
        "finished_at": factories.AT,
    }
    return QualityRun.objects.create(**{**plain, **given})


def finding(of: Household, **given: Any) -> QualityFinding:
    plain = {
        "household": of,
        "region_code": of.region_code,
        "rule": "wage_too_large",
        "rule_version": 1,
        "severity": 1,
        "duty": "village_cadre",
        "evidence": {"wage_fen": 30_000_100},
        "first_seen": factories.ON,
        "last_seen": factories.ON,
    }
    return QualityFinding.objects.create(**{**plain, **given})


def statement(of: Household, by: Account, **given: Any) -> Statement:
    plain = {
        "household": of,
        "region_code": of.region_code,
        "item": "size",
        "source": "handbook",
        "value": "4",
        "seen_on": factories.ON,
        "by": by,
    }
    return Statement.objects.create(**{**plain, **given})


def sound_person(of: Household, **given: Any) -> Person:
    """A person about whom no rule has anything to say."""
    plain = {
        "identity": IDENTITY,
        "birth_on": BORN,
        "sex": 2,
        "telephone": "13907970001",
        "education": "初中",
    }
    return factories.member(of, **{**plain, **given})


def living(of: Household, **given: Any) -> Living:
    plain = {"observed_on": date(2024, 1, 1), "road_distance_m": 300}
    return Living.objects.create(
        **{"household": of, "region_code": of.region_code, **plain, **given}
    )


def land(of: Household, **given: Any) -> Land:
    plain = {"kind": "returned", "area_centimu": 100, "during": DateRange(date(2020, 1, 1), None)}
    return Land.objects.create(**{"household": of, "region_code": of.region_code, **plain, **given})


def work(of: Person, **given: Any) -> Work:
    plain = {"place": "county", "months": 8, "during": DateRange(date(2024, 1, 1), None)}
    owner = {"person": of, "household": of.household, "region_code": of.region_code}
    return Work.objects.create(**{**owner, **plain, **given})
