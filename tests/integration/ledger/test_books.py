"""The books as a caller meets them: posted once, held, taken, released; refused by name."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from shouwang.ledger import operations, queries
from shouwang.ledger.errors import (
    AccountDiffers,
    AccountUnknown,
    AlreadyResolved,
    EntryUnknown,
    KeyReused,
    NotPending,
    Shortfall,
    UnitsDiffer,
)
from shouwang.ledger.models import Account, Entry, Line
from shouwang.ledger.rules import Balance, How, Move, Opening, Posting

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 6, 2, tzinfo=UTC)
WORLD, SHOP, FARM, FEE = "outside:test", "escrow:1", "payable:1", "fee:platform"


@pytest.fixture(autouse=True)
def accounts():
    operations.open_accounts(
        [Opening(WORLD, "CNY", may_go_below=True)]
        + [Opening(code, "CNY") for code in (SHOP, FARM, FEE)]
    )


def pay(key: str, amount: int, **more) -> Posting:
    return Posting(key, "payment", "order:1", (Move(WORLD, SHOP, amount),), **more)


def balanced():
    """The deferred check, now instead of at the commit that a test never reaches."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_money_moves_and_every_line_has_its_balance(django_assert_num_queries):
    with django_assert_num_queries(1):
        done = operations.post(
            [
                pay("a", 1000),
                Posting("b", "split", "order:1", (Move(SHOP, FARM, 930), Move(SHOP, FEE, 20))),
            ],
            at=AT,
        )
    assert [(one.key, one.is_new) for one in done] == [("a", True), ("b", True)]
    assert queries.balances([WORLD, SHOP, FARM, FEE]) == {
        WORLD: Balance(-1000, 0),
        SHOP: Balance(50, 0),
        FARM: Balance(930, 0),
        FEE: Balance(20, 0),
    }
    lines = Line.objects.filter(account__code=SHOP).order_by("id")
    assert [(line.amount, line.posted_after) for line in lines] == [
        (1000, 1000), (-930, 70), (-20, 50),
    ]  # fmt: skip
    assert [one.posted for one in queries.trial_balance()] == [0]
    balanced()


def test_a_key_is_written_once_and_never_stands_for_something_else():
    first = operations.post([pay("a", 1000)], at=AT)
    again = operations.post([pay("a", 1000)], at=AT + timedelta(days=1))
    assert (again[0].entry, again[0].is_new) == (first[0].entry, False)
    assert queries.balance(SHOP) == Balance(1000, 0)
    with pytest.raises(KeyReused, match="a stands for another"), transaction.atomic():
        operations.post([pay("new", 1), pay("a", 999)], at=AT)
    with pytest.raises(KeyReused):
        operations.post([pay("c", 1), pay("c", 2)], at=AT)
    assert Entry.objects.count() == 1
    twice = operations.post([pay("d", 1), pay("d", 1)], at=AT)
    assert twice[0] == twice[1]
    assert queries.balance(SHOP) == Balance(1001, 0)


def test_what_is_not_there_is_refused_with_the_name_of_the_account():
    operations.post([pay("a", 1000)], at=AT)
    moves = (Move(SHOP, FARM, 600), Move(SHOP, FEE, 500))
    with pytest.raises(Shortfall) as refused, transaction.atomic():
        operations.post([Posting("b", "split", "order:1", moves)], at=AT)
    assert refused.value.details == {"code": SHOP, "wanted": 1100, "available": 1000}
    assert str(refused.value) == "Account escrow:1 has 1000 available, and 1100 were wanted."
    assert queries.balance(SHOP) == Balance(1000, 0)


def test_what_is_held_cannot_leave_and_is_resolved_once():
    operations.post([pay("a", 1000)], at=AT)
    hold = Posting("h", "reserve", "order:2", (Move(SHOP, FARM, 700),), pending=True)
    operations.post([hold], at=AT)
    assert queries.balance(SHOP) == Balance(1000, 700)
    assert queries.balance(SHOP).available == 300
    with pytest.raises(Shortfall), transaction.atomic():
        operations.post([Posting("b", "split", "1", (Move(SHOP, FEE, 301),))], at=AT)
    assert operations.resolve(["h"], How.POST, at=AT)[0].is_new
    assert not operations.resolve(["h"], How.POST, at=AT)[0].is_new
    assert queries.balances([SHOP, FARM]) == {SHOP: Balance(300, 0), FARM: Balance(700, 0)}
    with pytest.raises(AlreadyResolved, match="h was posted already"), transaction.atomic():
        operations.resolve(["h"], How.VOID, at=AT)
    balanced()


def test_a_hold_is_given_up_or_expires():
    operations.post([pay("a", 1000)], at=AT)
    late = AT + timedelta(minutes=15)
    operations.post(
        [
            Posting("h1", "reserve", "2", (Move(SHOP, FARM, 400),), True, late),
            Posting("h2", "reserve", "3", (Move(SHOP, FARM, 500),), True, late),
            Posting("h3", "reserve", "4", (Move(SHOP, FARM, 100),), True),
        ],
        at=AT,
    )
    operations.resolve(["h1"], How.VOID, at=AT)
    assert operations.expire(at=late - timedelta(seconds=1)) == []
    assert operations.expire(at=late) == ["h2"]
    assert operations.expire(at=late) == []
    assert queries.balances([SHOP, FARM]) == {SHOP: Balance(1000, 100), FARM: Balance(0, 0)}
    released = Line.objects.filter(account__code=SHOP).order_by("id")
    assert [(one.stage, one.amount, one.held_after) for one in released] == [
        ("posted", 1000, 0), ("held", -400, 400), ("held", -500, 900), ("held", -100, 1000),
        ("released", 400, 600), ("released", 500, 100),
    ]  # fmt: skip
    balanced()


def test_what_cannot_be_resolved_says_why():
    operations.post([pay("a", 1000)], at=AT)
    with pytest.raises(NotPending), transaction.atomic():
        operations.resolve(["a"], How.POST, at=AT)
    with pytest.raises(EntryUnknown), transaction.atomic():
        operations.resolve(["x"], How.POST, at=AT)


def test_accounts_are_opened_once_and_keep_their_unit():
    operations.open_accounts([Opening(SHOP, "CNY"), Opening("stock:7", "pc:7")])
    assert Account.objects.count() == 5
    with pytest.raises(AccountDiffers, match="stock:7"), transaction.atomic():
        operations.open_accounts([Opening("stock:7", "g:honey")])
    with pytest.raises(UnitsDiffer), transaction.atomic():
        operations.post([Posting("u", "x", "", (Move(WORLD, "stock:7", 5),))], at=AT)
    with pytest.raises(AccountUnknown, match="nowhere"), transaction.atomic():
        operations.post([Posting("u", "x", "", (Move(WORLD, "nowhere", 5),))], at=AT)


def test_a_million_would_go_as_these_three_do():
    operations.post([pay("a", 1000), pay("known", 5)], at=AT)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE moving (key text, kind text, reference text, source text,"
            " target text, amount bigint) ON COMMIT DROP"
        )
        cursor.executemany(
            "INSERT INTO moving VALUES (%s, %s, %s, %s, %s, %s)",
            [
                ("t", "settle", "s:1", SHOP, FARM, 930),
                ("t", "settle", "s:1", SHOP, FEE, 20),
                ("known", "payment", "order:1", WORLD, SHOP, 5),
                ("u", "settle", "s:2", WORLD, SHOP, 1),
            ],
        )
    assert operations.post_table("moving", at=AT) == 2
    assert operations.post_table("moving", at=AT) == 0
    assert queries.balances([SHOP, FARM, FEE]) == {
        SHOP: Balance(56, 0), FARM: Balance(930, 0), FEE: Balance(20, 0),
    }  # fmt: skip
    moves = (Move(SHOP, FARM, 930), Move(SHOP, FEE, 20))
    assert not operations.post([Posting("t", "settle", "s:1", moves)], at=AT)[0].is_new
    balanced()


def test_no_statement_of_a_role_writes_the_books():
    operations.post([pay("a", 1000)], at=AT)
    for attempt in (
        "UPDATE ledger_account SET posted = 0",
        "DELETE FROM ledger_line",
        "INSERT INTO ledger_waiting (entry_id, wing) VALUES (1, 'watch')",
        "SELECT shouwang.ledger_write('watch', '{1}', '{a}', '{b}', '{1}', '{posted}', now())",
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(attempt)
