"""Real commits: many at once, one cut off, one that lies; and the wall between the wings."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import psycopg
import pytest
from django.conf import settings
from django.db import connections, transaction

from shouwang.ledger import operations, queries
from shouwang.ledger.errors import AccountUnknown, AlreadyResolved, Shortfall
from shouwang.ledger.models import Account, Entry, Resolution
from shouwang.ledger.rules import Balance, How, Move, Opening, Posting

pytestmark = pytest.mark.usefixtures("committed")
AT = datetime(2026, 5, 6, 2, tzinfo=UTC)
STOCK, SOLD, GROWN = "stock:7", "sold:7", "harvest:orange"


@pytest.fixture
def five():
    """Five pieces are there."""
    operations.open_accounts(
        [Opening(GROWN, "pc:7", True), Opening(STOCK, "pc:7"), Opening(SOLD, "pc:7")]
    )
    operations.post([Posting("grown", "list", "7", (Move(GROWN, STOCK, 5),))], at=AT)


def at_once(act, count: int) -> Counter[str]:
    def one(number: int) -> str:
        try:
            with transaction.atomic():
                return act(number)
        except (Shortfall, AlreadyResolved) as refused:
            return type(refused).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=16) as pool:
        return Counter(pool.map(one, range(count)))


def buy(number: int) -> str:

    moves = (Move(STOCK, SOLD, 1),)
    operations.post([Posting(f"buy:{number}", "sell", "7", moves, pending=True)], at=AT)
    return "bought"


def test_64_race_for_the_last_5(five):
    assert at_once(buy, 64) == {"bought": 5, "Shortfall": 59}
    assert queries.balance(STOCK) == Balance(5, 5)
    assert queries.verify() == []


def test_the_same_key_at_once_is_one_entry(five):
    def same(_number: int) -> str:
        posting = Posting("one", "sell", "7", (Move(STOCK, SOLD, 2),))
        return "new" if operations.post([posting], at=AT)[0].is_new else "known"

    assert at_once(same, 24) == {"new": 1, "known": 23}
    assert queries.balance(STOCK) == Balance(3, 0)


def test_a_hold_ends_one_way_only(five):
    operations.post([Posting("h", "sell", "7", (Move(STOCK, SOLD, 2),), pending=True)], at=AT)

    def end(number: int) -> str:
        how = How.POST if number % 2 else How.VOID
        return how.value if operations.resolve(["h"], how, at=AT)[0].is_new else "same"

    ended = at_once(end, 16)
    how = Resolution.objects.get().how
    assert ended == {how: 1, "same": 7, "AlreadyResolved": 8}
    assert queries.balance(STOCK) == Balance(3 if how == "posted" else 5, 0)


def test_crossing_moves_do_not_wait_for_each_other(five):
    operations.post([Posting("s", "sell", "7", (Move(STOCK, SOLD, 2),))], at=AT)

    def cross(number: int) -> str:
        pair = (STOCK, SOLD) if number % 2 else (SOLD, STOCK)
        operations.post([Posting(f"x:{number}", "x", "7", (Move(*pair, 1),))], at=AT)
        return "moved"

    done = at_once(cross, 40)
    assert done["moved"] + done["Shortfall"] == 40
    assert queries.verify() == []


def test_cut_off_before_the_commit_nothing_was_written(five, superuser):
    connection = psycopg.connect(**settings.PLACE.parameters("shouwang_watch"))
    connection.execute(
        "SELECT shouwang.ledger_post(ARRAY['k'], ARRAY[gen_random_uuid()], ARRAY['sell'],"
        " ARRAY['7'], ARRAY[false], ARRAY[NULL]::timestamptz[], ARRAY[1], ARRAY['stock:7'],"
        " ARRAY['sold:7'], ARRAY[2::bigint], now())"
    )
    superuser.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.info.backend_pid])
    connection.close()
    assert queries.balance(STOCK) == Balance(5, 0)
    again = operations.post([Posting("k", "sell", "7", (Move(STOCK, SOLD, 2),))], at=AT)
    assert again[0].is_new
    assert queries.verify() == []


def test_whoever_adds_a_line_by_hand_cannot_commit(five, owner):
    with pytest.raises(psycopg.errors.CheckViolation, match="does not sum to zero"):
        owner.execute(
            "INSERT INTO ledger_line (wing, entry_id, account_id, stage, amount, posted_after,"
            " held_after, at) SELECT wing, entry_id, account_id, stage, 1, 6, 0, at"
            " FROM ledger_line LIMIT 1"
        )
    for change in (
        "UPDATE ledger_line SET amount = 9",
        "DELETE FROM ledger_entry",
        "DELETE FROM ledger_account",
        "UPDATE ledger_account SET may_go_below = true",
    ):
        with pytest.raises(psycopg.errors.RestrictViolation, match="only grow"):
            owner.execute(change)
    with pytest.raises(psycopg.Error) as refused:
        owner.execute("UPDATE ledger_account SET posted = -1 WHERE code = 'stock:7'")
    told = json.loads(refused.value.diag.message_detail)
    assert told == {"code": STOCK, "wanted": 6, "available": 5}


TAMPERED = {
    "UPDATE ledger_line SET amount = amount + 1 WHERE amount > 0": {
        "unbalanced", "running", "balance",
    },
    "UPDATE ledger_account SET posted = posted + 1 WHERE code = 'stock:7'": {"balance"},
    "UPDATE ledger_line SET posted_after = 9 WHERE amount > 0 AND stage = 'posted'": {"running"},
    "DELETE FROM ledger_waiting": {"pending"},
    "INSERT INTO ledger_resolution (entry_id, wing, how, at)"
    " SELECT entry_id, wing, 'voided', now() FROM ledger_waiting": {"pending"},
    "UPDATE ledger_line SET entry_id = 0 WHERE stage = 'held'": {"pending", "stray"},
}  # fmt: skip


@pytest.mark.parametrize("change", TAMPERED)
def test_tampering_is_found(five, superuser, change):
    operations.post([Posting("h", "sell", "7", (Move(STOCK, SOLD, 2),), pending=True)], at=AT)
    assert queries.verify() == []
    superuser.execute("SET session_replication_role = replica")
    superuser.execute(change)
    superuser.execute("SET session_replication_role = origin")
    assert {one.difference for one in queries.verify()} == TAMPERED[change]


def test_a_wing_sees_and_touches_its_own_books_only(five, owner):
    owner.execute("SET shouwang.ledger_wing = 'market'")
    owner.execute("SELECT shouwang.ledger_open('{fee:platform,stock:7}', '{CNY,pc:7}', '{f,f}')")
    assert Account.objects.count() == 3
    assert Entry.objects.count() == 1
    with transaction.atomic():
        with connections["default"].cursor() as cursor:
            cursor.execute("SET LOCAL shouwang.ledger_wing = 'market'")
        assert Account.objects.count() == 3
        with pytest.raises(AccountUnknown, match="fee:platform"), transaction.atomic():
            operations.post([Posting("f", "x", "", (Move(STOCK, "fee:platform", 1),))], at=AT)
    assert owner.execute("SELECT count(*) FROM ledger_account").fetchone() == (5,)


def test_the_owner_says_whose_books(owner):
    with pytest.raises(psycopg.Error, match="whose books"):
        owner.execute("SELECT shouwang.ledger_open('{a}', '{CNY}', '{f}')")
