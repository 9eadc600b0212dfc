"""The market's own books, kept by its own role."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from shouwang.ledger import operations, queries
from shouwang.ledger.errors import Shortfall
from shouwang.ledger.models import Account
from shouwang.ledger.rules import Balance, How, Move, Opening, Posting

AT = datetime(2026, 5, 6, 2, tzinfo=UTC)


@pytest.mark.django_db
def test_the_market_reserves_and_sells():
    operations.open_accounts(
        [Opening("supply:1", "pc:7", True), Opening("stock:7", "pc:7"), Opening("sold:7", "pc:7")]
    )
    operations.post([Posting("in", "list", "7", (Move("supply:1", "stock:7", 5),))], at=AT)
    operations.post([Posting("h", "hold", "7", (Move("stock:7", "sold:7", 4),), True)], at=AT)
    with pytest.raises(Shortfall, match="stock:7 has 1 available"), transaction.atomic():
        operations.post([Posting("i", "hold", "7", (Move("stock:7", "sold:7", 2),), True)], at=AT)
    operations.resolve(["h"], How.POST, at=AT)
    assert queries.balances(["stock:7", "sold:7"]) == {
        "stock:7": Balance(1, 0), "sold:7": Balance(4, 0),
    }  # fmt: skip
    assert [row.posted_after for row in queries.statement("stock:7").rows] == [1, 5]
    assert queries.verify() == []


@pytest.mark.usefixtures("committed")
def test_the_watchs_books_are_out_of_sight(owner):
    owner.execute("SET shouwang.ledger_wing = 'watch'")
    owner.execute("SELECT shouwang.ledger_open('{fund:county}', '{CNY}', '{f}')")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL shouwang.ledger_wing = 'watch'")
        assert not Account.objects.exists()
