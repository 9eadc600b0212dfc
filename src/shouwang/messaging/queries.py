"""Reading messages: what is unread, the inbox, one joined group, what leaves the house."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, QuerySet

from shouwang.messaging.models import Message, Outgoing, Preference

PAGE = 20
MOST_IN_GROUP = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """Messages of one kind, all unread or all read at one instant: shown as one, the newest."""

    newest: Message
    times: int

    @property
    def read_at(self) -> datetime | None:
        """When they were read; None while they are unread."""
        return self.newest.read_at


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of entries, the newest first; `older` is the key of the next page, if any."""

    entries: list[Entry]
    older: int | None


def unread_count(account: int) -> int:
    """How many entries of the inbox are unread: a hundred of one kind count as one."""
    return (
        Message.objects.filter(account=account, read_at=None)
        .aggregate(kinds=Count("kind", distinct=True))["kinds"]
    )  # fmt: skip


def inbox(account: int, *, kind: str = "", unread: bool = False, before: int = 0) -> Inbox:
    """A page of an account's inbox, in two statements; `before` is the key of the last page's end.

    Entries are in the order of their newest message's number, which is the order of telling.
    """
    found: Any = _groups(account)
    if kind:
        found = found.filter(kind=kind)
    if unread:
        found = found.filter(read_at=None)
    if before:
        found = found.filter(last__lt=before)
    rows = list(found.values_list("last", "times")[: PAGE + 1])
    shown = rows[:PAGE]
    newest = Message.objects.in_bulk([last for last, _times in shown])
    entries = [Entry(newest[last], times) for last, times in shown]
    return Inbox(entries, shown[-1][0] if len(rows) > PAGE else None)


def _groups(account: int) -> Any:
    return (
        Message.objects.filter(account=account)
        .values("kind", "read_at")
        .annotate(last=Max("pk"), times=Count("pk"))
        .order_by("-last")
    )


def group(account: int, number: int) -> list[Message]:
    """The newest messages of the entry that a message of the account belongs to; none is no such.

    At most MOST_IN_GROUP; what came after the message is left out.
    """
    one = Message.objects.filter(account=account, pk=number).first()
    if one is None:
        return []
    same = Message.objects.filter(
        account=account, kind=one.kind, read_at=one.read_at, pk__lte=number
    )
    return list(same.order_by("-pk")[:MOST_IN_GROUP])


def told_kinds(account: int) -> list[str]:
    """The kinds of which the account has messages, by their code."""
    kinds = Message.objects.filter(account=account).values_list("kind", flat=True)
    return sorted(kinds.distinct())


def lines(account: int, *, kind: str = "", unread: bool = False) -> Iterator[Message]:
    """Every message of an account, the newest first, for taking away."""
    found = Message.objects.filter(account=account)
    if kind:
        found = found.filter(kind=kind)
    if unread:
        found = found.filter(read_at=None)
    return found.order_by("-pk").iterator(chunk_size=2000)


def outbox(state: str = "") -> QuerySet[Outgoing]:
    """Outgoing messages inside the people scope that is entered, the newest first.

    Of a state; "" is what a person must decide, "all" every one.
    """
    found = Outgoing.objects.select_related("account").order_by("-pk")
    if state == "all":
        return found
    return found.filter(state__in=[state] if state else ["failed", "uncertain"])


def outgoing(number: int) -> Outgoing | None:
    """The outgoing message, if the people scope that is entered shows it."""
    return Outgoing.objects.select_related("account").filter(pk=number).first()


def preference(account: int) -> Preference | None:
    """How an account wants to be told; None where it never said."""
    return Preference.objects.filter(pk=account).first()
