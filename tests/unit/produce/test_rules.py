from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.bridge import rules as bridge
from shouwang.watch.produce import rules

FRAME = [UUID(int=n) for n in range(1, 41)]


@pytest.mark.parametrize(
    ("price", "market", "holds", "above"),
    [
        (649, [600, 580], True, 10.0),
        (650, [600, 580], False, 10.2),
        (590, [600, 580], True, 0.0),
        (500, [600, 580], True, -15.3),
        (1, [1], True, 0.0),
    ],
)
def test_a_price_at_the_limit_holds_and_a_fen_more_does_not(price, market, holds, above):
    found = rules.compared(price, market, 10)
    assert (found.holds, found.above_percent) == (holds, above)


@pytest.mark.parametrize("market", [[], [0], [0, 0]])
def test_nothing_is_compared_without_a_market_price(market):
    assert rules.compared(100, market, 10) is None


@given(st.text(max_size=20), st.permutations(FRAME), st.integers(1, 100))
def test_a_draw_is_the_same_for_a_seed_whatever_the_order(seed, frame, percent):
    chosen = rules.drawn(seed, frame, percent)
    assert chosen == rules.drawn(seed, FRAME, percent)
    assert len(chosen) == len(set(chosen)) == max(1, -(-40 * percent // 100))
    assert set(chosen) <= set(FRAME)


def test_nothing_is_drawn_from_nothing():
    assert rules.drawn("7", [], 10) == []


def test_the_frames_digest_does_not_depend_on_its_order():
    assert rules.frame_digest(FRAME) == rules.frame_digest(FRAME[::-1])
    assert rules.frame_digest(FRAME) != rules.frame_digest(FRAME[1:])


def test_a_certificates_number_says_county_and_year():
    number = rules.certificate_number("360781", date(2024, 8, 1), UUID(int=42))
    assert number == "CP360781-2024-000000000042"


def test_years_end_on_the_same_day_or_the_first_of_march():
    assert rules.years_later(date(2024, 8, 1), 3) == date(2027, 8, 1)
    assert rules.years_later(date(2024, 2, 29), 3) == date(2027, 3, 1)


def test_numbers_and_passes_have_no_letter_that_is_read_for_another():
    for drawn, length in ((bridge.new_number(), 9), (bridge.new_pass(), 8)):
        assert len(drawn) == length
        assert not set(drawn[-8:]) & set("01OI")


def test_what_is_typed_is_read_without_blanks_and_hyphens():
    assert bridge.typed(" ab-c2 ") == "ABC2"
