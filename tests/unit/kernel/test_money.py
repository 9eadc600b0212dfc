from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.kernel.money import (
    AllocationImpossible,
    Money,
    MoneyInexact,
    MoneyUnreadable,
    round_half_up,
)


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(5, 2, 3), (-5, 2, -3), (4, 3, 1), (-4, 3, -1), (5, 3, 2), (1, 2, 1), (5, -2, -3), (0, 7, 0)],
)
def test_a_half_goes_away_from_zero(numerator, denominator, expected):
    assert round_half_up(numerator, denominator) == expected


@pytest.mark.parametrize("value", [1.0, Decimal(1), "1", True, None])
def test_whatever_is_not_a_whole_number_is_refused(value):
    with pytest.raises(MoneyInexact):
        Money(value)
    with pytest.raises(MoneyInexact):
        Money(1) * value


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("21360.5", 2136050),
        ("21,360.50", 2136050),
        ("２１，３６０．５０元", 2136050),
        ("¥ 0.01", 1),
        ("￥12", 1200),
        ("-3", -300),
        ("\u22123", -300),
        ("3.2万元", 3200000),
        ("0.000001万", 1),
        ("12.500", 1250),
    ],
)
def test_amounts_as_people_write_them(text, fen):
    assert Money.parse(text) == Money(fen)


@pytest.mark.parametrize(
    "text", ["", "abc", "1.234", "1,23", "1e3", "--1", "NaN", "12,3456", "٣", "1 2元3"]
)
def test_other_text_is_refused_by_name(text):
    with pytest.raises(MoneyUnreadable) as caught:
        Money.parse(text)
    assert caught.value.details == {"text": text}


def test_text_has_two_decimals_and_thousands():
    assert str(Money(2136050)) == "21,360.50"
    assert str(Money(-5)) == "-0.05"
    assert Money(123456789).text("\u202f") == "1\u202f234\u202f567.89"


def test_yuan():
    assert Money.yuan(3) == Money(300)
    assert Money.yuan(Decimal("3.45")) == Money(345)
    with pytest.raises(MoneyUnreadable):
        Money.yuan(Decimal("3.456"))


def test_equal_remainders_go_to_the_earlier_place():
    assert Money(100).allocate([1, 1, 1]) == [Money(34), Money(33), Money(33)]
    assert Money(-100).allocate([1, 1, 1]) == [Money(-34), Money(-33), Money(-33)]
    assert Money(5).allocate([0, 3, 1]) == [Money(0), Money(4), Money(1)]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1, 2]])
def test_senseless_weights_are_refused(weights):
    with pytest.raises(AllocationImpossible):
        Money(1).allocate(weights)


@given(st.integers(-(10**15), 10**15), st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_shares_add_up_and_differ_from_exact_by_less_than_a_fen(fen, weights):
    if sum(weights) == 0:
        weights = [1, *weights]
    shares = Money(fen).allocate(weights)
    assert sum(share.fen for share in shares) == fen
    assert all(
        abs(share.fen * sum(weights) - fen * weight) < sum(weights)
        for share, weight in zip(shares, weights, strict=True)
    )


@given(st.integers(), st.integers().filter(bool))
def test_rounding_is_nearest_and_symmetric(numerator, denominator):
    rounded = round_half_up(numerator, denominator)
    assert 2 * abs(rounded * denominator - numerator) <= abs(denominator)
    assert round_half_up(-numerator, denominator) == -rounded


@given(st.integers(-(10**14), 10**14))
def test_text_reads_back(fen):
    assert Money.parse(str(Money(fen))) == Money(fen)


def test_ratio_rounds_once():
    assert Money(1001).ratio(1, 2) == Money(501)
    assert Money(10).ratio(70, 100) == Money(7)
