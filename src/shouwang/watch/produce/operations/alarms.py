"""An alarm of origin is answered in words."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from shouwang.bridge import operations as bridge
from shouwang.bridge.models import Alarm
from shouwang.kernel import journal
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.produce.errors import NotHere


@transaction.atomic
def handle(*, by: AbstractBaseUser, at: datetime, alarm: UUID, words: str) -> bool:
    """Write what was found; False when somebody had before. Raises NotHere."""
    found = Alarm.objects.filter(pk=alarm).first()
    if found is None:
        raise NotHere
    if not bridge.handle_alarm(alarm, by=by.pk, words=words, at=at):
        return False
    journal.record(
        by=by,
        act="produce.handle_alarm",
        subject=journal.Subject("bridge.alarm", str(alarm)),
        region=RegionCode(found.region_code),
        evidence={"kind": found.kind, "supplier": str(found.supplier_id)},
    )
    return True
