"""Writing into the books: each operation is one statement, whole or not at all.

All may run inside the caller's transaction, and should come late in it: the accounts stay locked
until its end. A refusal breaks the transaction, so who wants to go on after a Shortfall wraps the
call in `transaction.atomic()`.
"""

import contextlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, transaction

from shouwang.ledger.errors import BY_STATE, KeyReused
from shouwang.ledger.rules import How, Opening, Posted, Posting

_OPEN = "SELECT shouwang.ledger_open(%s::text[], %s::text[], %s::boolean[])"
_POST = (
    "SELECT posted_key, posted_entry, is_new FROM shouwang.ledger_post(%s::text[], %s::uuid[],"
    " %s::text[], %s::text[], %s::boolean[], %s::timestamptz[], %s::integer[], %s::text[],"
    " %s::text[], %s::bigint[], %s::timestamptz)"
)
_RESOLVE = (
    "SELECT resolved_key, resolved_entry, is_new"
    " FROM shouwang.ledger_resolve(%s::text[], %s::text, %s::timestamptz)"
)
_EXPIRE = "SELECT * FROM shouwang.ledger_expire(%s::timestamptz, %s::integer)"
_POST_TABLE = "SELECT shouwang.ledger_post_table(%s::text, %s::timestamptz)"


def open_accounts(accounts: Iterable[Opening]) -> None:
    """Open what is not open yet. Raises AccountDiffers for one that is open in another unit."""
    given = {account.code: account for account in accounts}.values()
    if given:
        codes, units = [a.code for a in given], [a.unit for a in given]
        _rows(_OPEN, [codes, units, [a.may_go_below for a in given]])


def post(postings: Sequence[Posting], *, at: datetime) -> list[Posted]:
    """Write all postings or none; what is available is judged after the whole call.

    A key that is known answers with the entry it stands for. Raises Shortfall, KeyReused,
    AccountUnknown, UnitsDiffer.
    """
    given = _distinct(postings)
    if not given:
        return []
    written = {key: Posted(key, *rest) for key, *rest in _rows(_POST, [*_columns(given), at])}
    return [written[posting.key] for posting in postings]


def resolve(keys: Sequence[str], how: How, *, at: datetime) -> list[Posted]:
    """End pending entries, all or none: what is held moves (POST) or is free again.

    The same again changes nothing (`is_new` is false). An entry whose time is over and that has
    not expired yet may still be posted: what it holds is there. Raises EntryUnknown, NotPending,
    AlreadyResolved.
    """
    written = {row[0]: Posted(*row) for row in _rows(_RESOLVE, [list(keys), how.value, at])}
    return [written[key] for key in keys]


def expire(*, at: datetime, most: int = 1000) -> list[str]:
    """Free what pending entries over their time hold; the keys of at most so many of them."""
    return [key for (key,) in _rows(_EXPIRE, [at, most])]


@transaction.atomic
def post_table(temp_table: str, *, at: datetime) -> int:
    """Post every row of a temporary table; the number of new entries. Memory stays bounded.

    The table is the caller's own, without index or check, with the columns key, kind, reference,
    source, target (text) and amount (bigint, above 0). Rows of one key are one entry, so kind and
    reference must be the same in them. Keys known already are skipped. Raises as `post`, and
    TableUnfit.
    """
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(temp_table)
        cursor.execute(f"GRANT SELECT ON pg_temp.{name} TO shouwang_owner")
    return int(_rows(_POST_TABLE, [temp_table, at])[0][0])


def _distinct(postings: Sequence[Posting]) -> list[Posting]:
    given: dict[str, Posting] = {}
    for posting in postings:
        if given.setdefault(posting.key, posting).digest != posting.digest:
            raise KeyReused(key=posting.key)
    return list(given.values())


def _columns(postings: list[Posting]) -> list[list[Any]]:
    moves = [(number, move) for number, p in enumerate(postings, 1) for move in p.moves]
    return [
        [p.key for p in postings],
        [p.digest for p in postings],
        [p.kind for p in postings],
        [p.reference for p in postings],
        [p.pending for p in postings],
        [p.expires_at for p in postings],
        [number for number, _ in moves],
        [move.source for _, move in moves],
        [move.target for _, move in moves],
        [move.amount for _, move in moves],
    ]


def _rows(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with _refusals(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


@contextlib.contextmanager
def _refusals() -> Iterator[None]:
    """What the functions of the database refuse, as our exceptions."""
    try:
        yield
    except DatabaseError as error:
        refused = BY_STATE.get(getattr(error.__cause__, "sqlstate", None) or "")
        if refused is None:
            raise
        detail = error.__cause__.diag.message_detail  # type: ignore[union-attr]
        raise refused(**json.loads(detail)) from error
