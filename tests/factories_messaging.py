"""Dull makers of messages, and the scope of one account."""

from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

from shouwang.kernel.scope import Scope, entered
from shouwang.messaging import operations
from shouwang.people.models import Account

AT = datetime(2024, 7, 1, 2, tzinfo=UTC)


def own(account: Account) -> AbstractContextManager[Scope]:
    """What the account itself sees."""
    return entered(Scope((), str(account.pk)))


def worker() -> AbstractContextManager[Scope]:
    """What the worker sees."""
    return entered(Scope.everywhere())


def told(*to: Account, **given: Any) -> int:
    plain: dict[str, Any] = {"kind": "notice", "text": "有一件事等您办理", "at": AT, "once": "one"}
    return operations.tell(to=[account.pk for account in to], **{**plain, **given})
