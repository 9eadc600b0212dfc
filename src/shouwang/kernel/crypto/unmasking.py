"""Showing a masked value in full: an act with a reason, written into the journal."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Model

from shouwang.kernel import journal
from shouwang.kernel.errors import ShouwangError
from shouwang.kernel.journal import Actor, Subject
from shouwang.kernel.regioncode import RegionCode


class ReasonMissing(ShouwangError):
    """请填写查看完整信息的理由：它将写入日志。"""


@transaction.atomic
def unmask(
    *,
    by: Actor | AbstractBaseUser,
    subject: Model | Subject | str,
    field: str,
    value: str | None,
    region: RegionCode | str,
    reason: str,
) -> str:
    """Give the plain text of a field and journal who saw which field of whom, and why.

    The value itself is never journalled. Raises ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing()
    journal.record(
        by=by,
        act="kernel.unmask",
        subject=subject,
        region=region,
        reason=reason.strip(),
        evidence={"field": field},
    )
    # a plain str: the caller asked to show it
    return "" if value is None else str.__str__(value)
