"""A draw that anybody can repeat, and how sure its share is."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.watch.visits import rules

NUMBERS = st.lists(st.text("0123456789H", min_size=1, max_size=6), unique=True)


def test_a_lot_is_what_the_page_says():
    assert rules.lot("看", "H1") == hashlib.sha256("看\nH1".encode()).hexdigest()


@given(NUMBERS, st.text(max_size=5), st.integers(0, 20), st.randoms(use_true_random=False))
def test_the_order_of_the_frame_does_not_matter(numbers, seed, size, random):
    drawn = rules.draw(seed, numbers, size)
    shuffled = [*numbers, *numbers]
    random.shuffle(shuffled)
    assert rules.draw(seed, shuffled, size) == drawn
    assert rules.frame_digest(shuffled) == rules.frame_digest(numbers)
    assert len(drawn) == len(set(drawn)) == min(size, len(numbers))


@given(NUMBERS, st.text(max_size=5), st.integers(1, 20))
def test_a_larger_draw_goes_on_with_the_smaller(numbers, seed, size):
    assert rules.draw(seed, numbers, size + 1)[:size] == rules.draw(seed, numbers, size)


def test_a_known_draw():
    frame = [f"H{number}" for number in range(1, 11)]
    assert rules.draw("2024", frame, 3) == ["H4", "H8", "H6"]  # as sha256sum and sort say
    assert rules.draw("2025", frame, 3) != rules.draw("2024", frame, 3)
    assert [rank for rank, _number, _lot in rules.ordered("2024", ["H3", "H1"])] == [1, 2]


@pytest.mark.parametrize(
    ("frame", "size", "per_cent", "drawn"),
    [(10, 3, None, 3), (10, 30, None, 10), (10, None, 5, 1), (10, None, 100, 10), (0, 3, None, 0)],
)
def test_a_share_is_rounded_up(frame, size, per_cent, drawn):
    assert rules.size_of(frame, size=size, per_cent=per_cent) == drawn


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    # Wilson without continuity correction, as R's prop.test(correct = FALSE) gives them
    [(10, 10, 0.7224672, 1.0), (0, 10, 0.0, 0.2775328), (9, 10, 0.5958500, 0.9821238)],
)
def test_the_interval_of_wilson(part, whole, low, high):
    share = rules.wilson(part, whole)
    assert (share.low, share.high) == (pytest.approx(low), pytest.approx(high))


def test_of_nothing_there_is_no_share():
    assert rules.wilson(0, 0).value is None


@given(st.integers(1, 500), st.data())
def test_the_share_lies_in_its_interval(whole, data):
    share = rules.wilson(data.draw(st.integers(0, whole)), whole)
    assert 0 <= share.low <= share.value <= share.high <= 1
