"""Telling accounts something inside the program."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from shouwang.messaging.kinds import Kind, kind_of
from shouwang.messaging.operations.checking import check_message
from shouwang.messaging.operations.queueing import post_to_accounts
from shouwang.messaging.rules import MOST_CHARACTERS
from shouwang.messaging.sentences import NEW_MESSAGE

# Without naming the constraint: PostgreSQL would ask for the right to see the other's message.
_TELL = """
INSERT INTO messaging_message (account_id, kind, text, link, at, once)
SELECT a.id, %(kind)s, %(text)s, %(link)s, %(at)s, %(once)s
FROM people_account AS a
WHERE a.id = ANY(%(to)s::bigint[]) AND a.is_active
ORDER BY a.id
ON CONFLICT DO NOTHING
"""


@transaction.atomic
def tell(
    *, to: Iterable[int], kind: str, text: str, link: str = "", at: datetime, once: str
) -> int:
    """Tell each active account of these numbers, once under `once`; returns how many were told.

    One statement in the caller's transaction, two where the kind leaves the house: what is rolled
    back was never told, and telling again tells nobody twice. `text` is a plain sentence with
    nothing sensitive, cut after MOST_CHARACTERS; `link` a path of this site. Raises TextRefused,
    LinkRefused, KindUnnamed.
    """
    check_message(kind, text, link)
    accounts = sorted(set(to))
    told: dict[str, Any] = {"to": accounts, "kind": kind, "text": text[:MOST_CHARACTERS]}
    with connection.cursor() as cursor:
        cursor.execute(_TELL, {**told, "link": link, "at": at, "once": once})
        count = int(cursor.rowcount)
    if count and kind_of(kind).leaves:
        _post(accounts, kind_of(kind), at)
    return count


def _post(accounts: list[int], kind: Kind, at: datetime) -> None:
    """Say outside that there is something of the kind: once a day, an urgent one once an hour."""
    when = timezone.localtime(at).strftime("%Y-%m-%dT%H" if kind.urgent else "%Y-%m-%d")
    post_to_accounts(
        to=accounts,
        template=NEW_MESSAGE,
        parameters={"kind": kind.words["zh"]},
        at=at,
        once=f"{kind.code}:{when}",
        urgent=kind.urgent,
    )
