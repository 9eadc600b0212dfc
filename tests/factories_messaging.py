"""Dull makers of messages, the scope of one account, a sender that keeps what it is given."""

from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from shouwang.kernel.scope import Scope, entered
from shouwang.messaging import operations
from shouwang.messaging.models import Outgoing
from shouwang.messaging.senders import Parcel, Receipt
from shouwang.people.models import Account

AT = datetime(2024, 7, 1, 2, tzinfo=UTC)
NOON = datetime(2024, 7, 1, 4, tzinfo=UTC)  # in China


def own(account: Account) -> AbstractContextManager[Scope]:
    """What the account itself sees."""
    return entered(Scope((), str(account.pk)))


def worker() -> AbstractContextManager[Scope]:
    """What the worker sees."""
    return entered(Scope.everywhere())


def told(*to: Account, **given: Any) -> int:
    plain: dict[str, Any] = {"kind": "notice", "text": "有一件事等您办理", "at": AT, "once": "one"}
    return operations.tell(to=[account.pk for account in to], **{**plain, **given})


class Recorder:
    """A sender that keeps what it was given, and answers as it was told to."""

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []
        self.raises: Exception | None = None
        self.known: bool | None = None
        self.asked: list[UUID] = []

    def send(self, parcel: Parcel) -> Receipt:
        self.parcels.append(parcel)
        if self.raises:
            raise self.raises
        return Receipt(f"r{len(self.parcels)}")

    def knows(self, number: UUID) -> bool | None:
        self.asked.append(number)
        return self.known


def posted(*to: Account, **given: Any) -> int:
    plain: dict[str, Any] = {
        "template": "new_message",
        "parameters": {"kind": "通知"},
        "at": NOON,
        "once": "one",
    }
    return operations.post_to_accounts(to=[one.pk for one in to], **{**plain, **given})


def rows() -> list[Outgoing]:
    with worker():
        return list(Outgoing.objects.order_by("pk"))
