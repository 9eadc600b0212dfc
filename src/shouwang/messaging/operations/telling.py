"""Telling accounts something inside the program."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from shouwang.messaging.operations.checking import check_message
from shouwang.messaging.rules import MOST_CHARACTERS

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

    One statement in the caller's transaction: what is rolled back was never told, and telling
    again tells nobody twice. `text` is a plain sentence with nothing sensitive, cut after
    MOST_CHARACTERS; `link` a path of this site. Raises TextRefused, LinkRefused, KindUnnamed.
    """
    check_message(kind, text, link)
    told = {"to": sorted(set(to)), "kind": kind, "text": text[:MOST_CHARACTERS]}
    with connection.cursor() as cursor:
        cursor.execute(_TELL, {**told, "link": link, "at": at, "once": once})
        return int(cursor.rowcount)
