"""Dull makers of plans, measures, posts, and a household that was approved."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from psycopg.types.range import DateRange

from shouwang.people.models import Account
from shouwang.procedures.models import Act, Case
from shouwang.procedures.operations.versions import version_for
from shouwang.watch.assistance.models import Measure, Plan, Post, PostHolding, Resettlement
from shouwang.watch.papers.models import Paper
from shouwang.watch.registry.models import Household, Person, Risk
from tests import factories

AT = datetime(2024, 7, 1, 2, tzinfo=UTC)
ON = date(2024, 7, 1)


def risk(of: Household, **given: Any) -> Risk:
    plain = {"kind": "因病", "rank": 1, "during": DateRange(factories.FIRST, None)}
    return Risk.objects.create(**{"household": of, "region_code": of.region_code, **plain, **given})


def approved(of: Household, on: date, **given: Any) -> Case:
    """An identification that took effect on a day; its acts are not what these tests are about."""
    procedure = given.pop("procedure", "monitored_identification")
    plain = {
        "id": uuid4(),
        "procedure": procedure,
        "version": version_for(procedure, of.region_code, on, AT),
        "subject_kind": "household",
        "subject_id": of.number,
        "region_code": of.region_code,
        "step": "listed",
        "revision": 1,
        "opened_on": on,
        "entered_on": on,
        "finished_on": on,
        "effect": True,
    }
    case = Case(**{**plain, **given})
    Act.objects.create(
        id=case.pk,
        case=case,
        region_code=case.region_code,
        sequence=1,
        to_step=case.step,
        by=factories.account(),
        role="county",
        at=AT,
        on=on,
    )
    case.save(force_insert=True)
    return case


def plan(of: Household, by: Account | None = None, **given: Any) -> Plan:
    plain = {
        "household": of,
        "region_code": of.region_code,
        "year": 2024,
        "era": "transition",
        "risks": ["illness"],
        "causes": ["因病"],
        "drawn_up_by": by or factories.account(),
        "drawn_up_on": ON,
    }
    return Plan.objects.create(**{**plain, **given})


def measure(of: Plan, **given: Any) -> Measure:
    plain = {
        "id": uuid4(),
        "plan": of,
        "region_code": of.region_code,
        "kind": "health",
        "title": "医疗救助",
        "productive": False,
        "responsible": "medical_insurance",
        "money": "medical_fund",
        "start_on": ON,
    }
    return Measure.objects.create(**{**plain, **given})


def paper(of: Household, **given: Any) -> Paper:
    plain = {
        "household": of,
        "region_code": of.region_code,
        "kind": "other",
        "title": "签收单",
        "media_type": "application/pdf",
        "size": 10,
        "sha256": uuid4().hex * 2,
        "by": factories.account(),
    }
    return Paper.objects.create(**{**plain, **given})


def post(**given: Any) -> Post:
    plain = {
        "id": uuid4(),
        "region_code": factories.VILLAGE,
        "title": "保洁员",
        "employer": "村委会",
        "kind": "cleaning",
        "pay_month_fen": 80_000,
        "places": 1,
        "during": DateRange(date(2024, 1, 1), date(2025, 1, 1)),
    }
    return Post.objects.create(**{**plain, **given})


def holding(of: Post, person: Person, **given: Any) -> PostHolding:
    plain = {
        "id": uuid4(),
        "post": of,
        "region_code": of.region_code,
        "person": person,
        "household": person.household,
        "during": DateRange(date(2024, 1, 1), date(2025, 1, 1)),
        "by": factories.account(),
        "at": AT,
    }
    return PostHolding.objects.create(**{**plain, **given})


def resettlement(of: Household, **given: Any) -> Resettlement:
    plain = {
        "household": of,
        "region_code": of.region_code,
        "site": "幸福社区",
        "moved_on": date(2020, 5, 1),
        "by": factories.account(),
    }
    return Resettlement.objects.create(**{**plain, **given})
