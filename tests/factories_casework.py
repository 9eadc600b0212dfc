"""Households with cases under way, and people who move them through pages."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from shouwang.kernel.journal import Subject
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.models import Account
from shouwang.people.rules import Kind
from shouwang.procedures.models import Case
from shouwang.watch.registry.models import Household
from tests import factories, factories_procedures
from tests.integration.people.factories import someone

VILLAGE, TOWN, COUNTY = "360781102201", "360781102", "360781"


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def company() -> dict[str, Account]:
    """Two of the village, one of the township, two of the county."""
    return {
        "village": someone("village", Kind.VILLAGE_CADRE, RegionCode.of(VILLAGE)),
        "second": someone("second", Kind.VILLAGE_CADRE, RegionCode.of(VILLAGE)),
        "town": someone("town", Kind.TOWNSHIP_CLERK, RegionCode.of(TOWN)),
        "county": someone("county", Kind.COUNTY_OFFICE, RegionCode.of(COUNTY)),
        "deputy": someone("deputy", Kind.COUNTY_OFFICE, RegionCode.of(COUNTY)),
    }


def place(prefix: str) -> RegionCode:
    return RegionCode.of(prefix)


def home(**given: Any) -> Household:
    return factories.household(**{"region_code": VILLAGE, "head_name": "赖福生", **given})


def case(by: Account, of: Household | None = None, on: date | None = None, **given: Any) -> Case:
    """A case about a household, opened a day ago unless said otherwise."""
    of = of or home()
    opened_on = on or timezone.localdate() - timedelta(days=1)
    subject = Subject("household", of.number)
    plain = {"subject": subject, "region_code": of.region_code}
    return factories_procedures.opened(by, opened_on, **{**plain, **given})


def asked(case: Case, **given: Any) -> dict[str, Any]:
    """What the form of an act sends."""
    return {"act_id": str(uuid4()), "revision": case.revision, "reason": "", **given}


def written(*kinds: str) -> dict[str, str]:
    """Evidence written in the form."""
    return {f"{kind}-text": f"{kind} 属实" for kind in kinds}
