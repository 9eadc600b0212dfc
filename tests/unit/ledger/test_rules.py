"""Moves and postings that cannot be written are not made; a digest is of the content."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shouwang.ledger.errors import Shortfall
from shouwang.ledger.rules import Balance, Move, MoveImpossible, Posting, PostingEmpty

ONE, TWO = Move("a", "b", 5), Move("b", "c", 3)
POSTING = Posting("k", "sell", "7", (ONE, TWO))


@pytest.mark.parametrize(("source", "amount"), [("a", 0), ("a", -1), ("b", 5)])
def test_a_move_moves_something(source, amount):
    with pytest.raises(MoveImpossible):
        Move(source, "b", amount)


def test_a_posting_has_a_key_and_moves():
    with pytest.raises(PostingEmpty):
        Posting("k", "sell", "7", ())
    with pytest.raises(PostingEmpty):
        Posting("", "sell", "7", (ONE,))


def test_the_digest_is_of_the_content_and_not_of_order_or_time():
    assert replace(POSTING, moves=(TWO, ONE)).digest == POSTING.digest
    at = datetime(2026, 5, 6, tzinfo=UTC)
    held = replace(POSTING, pending=True)
    assert replace(held, expires_at=at).digest == held.digest
    others = [
        held,
        replace(POSTING, kind="give"),
        replace(POSTING, reference="8"),
        replace(POSTING, moves=(ONE,)),
        replace(POSTING, moves=(ONE, replace(TWO, amount=4))),
    ]
    assert POSTING.digest not in {other.digest for other in others}


def test_what_is_available_is_not_held():
    assert Balance(10, 4).available == 6
    assert Shortfall(code="a", wanted=7, available=6).code == "a"
