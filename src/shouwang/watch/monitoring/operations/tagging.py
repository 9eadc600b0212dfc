"""A tag put on many households, or taken off, in one statement; and its undoing."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import QuerySet

from shouwang.kernel import journal
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.monitoring.models import Tagging
from shouwang.watch.registry.models import Household, Tag

_ADD = (
    "INSERT INTO registry_tag (household_id, region_code, word)"
    " SELECT id, region_code, %s FROM registry_household WHERE id = ANY(%s)"
    " ON CONFLICT (household_id, word) DO NOTHING RETURNING household_id"
)
_TAKE = "DELETE FROM registry_tag WHERE word = %s AND household_id = ANY(%s) RETURNING household_id"


def affected(households: QuerySet[Household], word: str, *, added: bool) -> int:
    """How many of the households the act would change; one statement."""
    keys = households.order_by().values("pk")
    tagged = Tag.objects.filter(word=word, household_id__in=keys).count()
    return households.order_by().count() - tagged if added else tagged


@transaction.atomic
def tag(
    *,
    by: AbstractBaseUser,
    at: datetime,
    place: RegionCode,
    households: QuerySet[Household],
    word: str,
    added: bool,
) -> Tagging:
    """Put the word on every household, or take it off; those that have it already stay as they are.

    What was changed is kept, so that `undo_tagging` puts back exactly that.
    """
    keys = list(households.order_by().values_list("pk", flat=True))
    changed = _change(word, keys, added=added)
    done = Tagging.objects.create(
        region_code=place.code, by_id=by.pk, word=word, added=added, households=changed, done_at=at
    )
    _record(by, done, "monitoring.tag" if added else "monitoring.untag", len(changed))
    return done


@transaction.atomic
def undo_tagging(*, by: AbstractBaseUser, at: datetime, number: int) -> Tagging | None:
    """Put back what a tagging of one's own changed; None when there is nothing to undo."""
    done = (
        Tagging.objects.select_for_update().filter(pk=number, by_id=by.pk, undone_at=None).first()
    )
    if done is None:
        return None
    changed = _change(done.word, done.households, added=not done.added)
    done.undone_at = at
    done.save(update_fields=["undone_at"])
    _record(by, done, "monitoring.undo_tagging", len(changed))
    return done


def _change(word: str, keys: Sequence[int], *, added: bool) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_ADD if added else _TAKE, [word, list(keys)])
        return [key for (key,) in cursor.fetchall()]


def _record(by: AbstractBaseUser, done: Tagging, act: str, changed: int) -> None:
    journal.record(
        by=by,
        act=act,
        subject=done,
        region=RegionCode(done.region_code),
        evidence={"word": done.word, "households": changed},
    )
