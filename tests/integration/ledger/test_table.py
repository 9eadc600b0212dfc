"""What may be handed over as a table of postings."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from shouwang.ledger import operations, queries
from shouwang.ledger.errors import KeyReused, Shortfall, TableUnfit
from shouwang.ledger.rules import Balance, Move, Opening, Posting

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 6, 2, tzinfo=UTC)
COLUMNS = "key text, kind text, reference text, source text, target text, amount bigint"
BARE = f"CREATE TEMPORARY TABLE moving ({COLUMNS}) ON COMMIT DROP"


@pytest.fixture(autouse=True)
def accounts():
    operations.open_accounts([Opening("w", "CNY", True), Opening("a", "CNY"), Opening("b", "CNY")])


def moving(statement: str, *rows: tuple) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        for row in rows:
            cursor.execute("INSERT INTO moving VALUES (%s, %s, %s, %s, %s, %s)", row)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TEMPORARY TABLE moving (key text, amount bigint) ON COMMIT DROP",
        f"CREATE TEMPORARY TABLE moving ({COLUMNS}, CHECK (amount > 0)) ON COMMIT DROP",
        f"CREATE TEMPORARY TABLE moving ({COLUMNS}, PRIMARY KEY (key)) ON COMMIT DROP",
        f"{BARE}; ALTER TABLE moving ENABLE ROW LEVEL SECURITY",
        "CREATE TEMPORARY VIEW moving AS SELECT ''::text AS key, ''::text AS kind,"
        " ''::text AS reference, 'w'::text AS source, 'a'::text AS target, 1::bigint AS amount",
    ],
)
def test_only_a_bare_table_is_read_with_the_owners_rights(statement):
    moving(statement)
    with pytest.raises(TableUnfit, match="moving"), transaction.atomic():
        operations.post_table("moving", at=AT)


def test_an_empty_table_posts_nothing():
    moving(BARE)
    assert operations.post_table("moving", at=AT) == 0


def test_a_table_is_all_or_nothing_and_keys_keep_their_meaning():
    operations.post([Posting("k", "x", "r", (Move("w", "a", 5),))], at=AT)
    moving(BARE, ("n", "x", "r", "w", "a", 1), ("k", "x", "r", "w", "a", 6))
    with pytest.raises(KeyReused), transaction.atomic():
        operations.post_table("moving", at=AT)
    moving("DELETE FROM moving WHERE key = 'k'", ("m", "x", "r", "a", "b", 100))
    with pytest.raises(Shortfall) as refused, transaction.atomic():
        operations.post_table("moving", at=AT)
    assert refused.value.details == {"code": "a", "wanted": 99, "available": 5}
    assert queries.balances(["a", "b"]) == {"a": Balance(5, 0), "b": Balance(0, 0)}
