"""Dull makers of helpers and pairs."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from shouwang.people.models import Account
from shouwang.watch.pairing.models import Helper, Pairing
from shouwang.watch.registry.models import Household
from tests import factories


def helper(**given: Any) -> Helper:
    count = Helper.objects.count()
    plain = {
        "name": f"干部{count}",
        "unit": "县水利局",
        "rank": "staff",
        "region_code": factories.VILLAGE,
    }
    return Helper.objects.create(**{**plain, **given})


def pairing(of: Household, by: Account, helper: Helper, **given: Any) -> Pairing:
    since: datetime = given.pop("since", factories.AT - timedelta(days=30))
    plain = {
        "household": of,
        "region_code": of.region_code,
        "helper": helper,
        "helper_name": helper.name,
        "helper_unit": helper.unit,
        "during": DateTimeTZRange(since, None),
        "reason": "by_hand",
        "act": uuid4(),
        "by": by,
    }
    return Pairing.objects.create(**{**plain, **given})
