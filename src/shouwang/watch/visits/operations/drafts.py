"""What is being written down is kept on the server: an expired session loses nothing."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from shouwang.watch.registry.models import Household
from shouwang.watch.visits.models import Draft, HomeVisit

LONGEST = 200_000  # characters: signatures are left out, words are few


@transaction.atomic
def save_draft(
    *,
    by: AbstractBaseUser,
    at: datetime,
    number: UUID,
    household: Household,
    form: str,
    content: Mapping[str, Any],
    case: UUID | None = None,
) -> Draft | None:
    """Keep the fields of the page as they are; None when there is nothing to keep them for.

    A visit that was handed in has no draft any more, and nobody writes over another's.
    """
    text = json.dumps(dict(content), ensure_ascii=False)
    if len(text) > LONGEST or HomeVisit.objects.filter(pk=number).exists():
        return None
    fields = {"form": form, "content": text, "saved_at": at, "case_id": case}
    if Draft.objects.filter(pk=number, by_id=by.pk).update(content=text, saved_at=at):
        return Draft.objects.get(pk=number)
    if Draft.objects.filter(pk=number).exists():
        return None
    return Draft.objects.create(
        id=number, household=household, region_code=household.region_code, by_id=by.pk, **fields
    )


def drop_draft(*, by: AbstractBaseUser, number: UUID) -> bool:
    """Throw an own draft away; whether there was one."""
    deleted, _tables = Draft.objects.filter(pk=number, by_id=by.pk).delete()
    return bool(deleted)
