"""Filters that people keep for themselves."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from shouwang.kernel import journal
from shouwang.watch.monitoring.models import SavedFilter


@transaction.atomic
def save_filter(*, by: AbstractBaseUser, which: str, name: str, query: str) -> SavedFilter:
    """Keep a filter of a list under a name; the same name is overwritten."""
    kept, _made = SavedFilter.objects.update_or_create(
        account_id=by.pk, list=which, name=name, defaults={"query": query}
    )
    journal.record(
        by=by, act="monitoring.save_filter", subject=kept, evidence={"list": which, "name": name}
    )
    return kept


@transaction.atomic
def forget_filter(*, by: AbstractBaseUser, number: int) -> str:
    """Take one of one's own filters away; which list it was of, "" when it is not one's own."""
    kept = SavedFilter.objects.filter(pk=number, account_id=by.pk).first()
    if kept is None:
        return ""
    journal.record(
        by=by,
        act="monitoring.forget_filter",
        subject=kept,
        evidence={"list": kept.list, "name": kept.name},
    )
    kept.delete()
    return kept.list
