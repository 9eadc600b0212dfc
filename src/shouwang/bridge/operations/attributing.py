"""What was sold becomes what was earned: a table of the market's, in one statement."""

from dataclasses import dataclass

from django.db import connection, transaction

# The columns of the temporary table, and of `Attribution` beside the place that the link gives.
COLUMNS = (
    "key",
    "link_id",
    "month",
    "kind",
    "stage",
    "product",
    "fen",
    "grams",
    "buyer_kind",
    "order_line",
    "ordered_on",
    "settled_on",
    "farm_gate_fen",
)
_TAKE = """
INSERT INTO bridge_attribution ({columns}, region_code)
SELECT {sources}, l.region_code
FROM {table} AS t JOIN bridge_link AS l ON l.id = t.link_id
WHERE l.withdrawn_on IS NULL OR t.ordered_on <= l.withdrawn_on
"""
_ONCE = " ON CONFLICT (key) DO NOTHING"
_COUNT = """
SELECT count(*), count(*) FILTER (WHERE l.id IS NULL OR t.ordered_on > l.withdrawn_on)
FROM {table} AS t LEFT JOIN bridge_link AS l ON l.id = t.link_id
"""
_COUNT_NEW = "SELECT count(*) FROM {table}"


@dataclass(frozen=True, slots=True)
class Attributed:
    """`added` rows are new, `known` were there, `withheld` are for links that no longer count."""

    added: int
    known: int
    withheld: int


@transaction.atomic
def attribute_table(table: str, *, are_new: bool = False) -> Attributed:
    """Append the rows of a temporary table or view with `COLUMNS`; a million in one statement.

    Rows with a known key are skipped, so that the same table may be handed over again; who just
    made the keys says `are_new`, which costs a third less; a known key is then an IntegrityError.
    Rows of links that are unknown or were withdrawn before the order are withheld and counted.
    """
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute((_COUNT_NEW if are_new else _COUNT).format(table=quote(table)))
        rows, *withheld = cursor.fetchone()
        cursor.execute(
            _TAKE.format(
                columns=", ".join(COLUMNS),
                sources=", ".join(f"t.{column}" for column in COLUMNS),
                table=quote(table),
            )
            + ("" if are_new else _ONCE)
        )
        added: int = cursor.rowcount
    left_out: int = rows - added if are_new else withheld[0]
    return Attributed(added, rows - left_out - added, left_out)
