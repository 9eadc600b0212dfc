"""The number that a county answers."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from shouwang.kernel import journal
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.reports.models import Hotline


@transaction.atomic
def enter_hotline(
    *, by: AbstractBaseUser, at: datetime, county: RegionCode, number: str, hours: str
) -> Hotline:
    """The county's number from now on; earlier ones stay on record. Row security says whose."""
    made = Hotline.objects.create(
        region_code=county.code, number=number.strip(), hours=hours.strip(), by_id=by.pk, at=at
    )
    journal.record(
        by=by,
        act="reports.enter_hotline",
        subject=made,
        region=county,
        evidence={"number": made.number, "hours": made.hours},
    )
    return made
