"""Intervals against published values and against what they promise."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.watch.accountability.rules import intervals


# R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine
# 17 (1998), table I, method 3.
@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611),
     (1, 29, 0.0061, 0.1718)],
)  # fmt: skip
def test_shares_as_published(part, whole, low, high):
    found = intervals.wilson(part, whole, 0.05)
    assert [round(one, 4) for one in found] == [low, high]


# E. S. Pearson and H. O. Hartley, Biometrika Tables for Statisticians, table 40.
@pytest.mark.parametrize(
    ("events", "low", "high"),
    [(0, 0, 3.689), (1, 0.0253, 5.572), (5, 1.623, 11.668), (10, 4.795, 18.390),
     (50, 37.11, 65.92)],
)  # fmt: skip
def test_counts_as_published(events, low, high):
    assert intervals.poisson(events, 0.05) == pytest.approx((low, high), abs=0.006)


# W. J. Conover, Practical Nonparametric Statistics: ranks of the median at 95 %.
@pytest.mark.parametrize(
    ("count", "ranks"),
    [(5, None), (6, (1, 6)), (10, (2, 9)), (15, (4, 12)), (20, (6, 15)), (25, (8, 18))],
)
def test_ranks_as_published(count, ranks):
    assert intervals.median_ranks(count, 0.05) == ranks


@given(st.integers(0, 400), st.integers(0, 400), st.floats(0.001, 0.4))
def test_a_share_lies_in_its_interval(part, rest, error):
    low, high = intervals.wilson(part, part + rest, error)
    share = part / (part + rest) if part + rest else 0.5
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1


@given(st.integers(0, 200), st.floats(0.002, 0.2))
def test_a_count_lies_in_its_interval_and_less_error_widens_it(events, error):
    low, high = intervals.poisson(events, error)
    wider_low, wider_high = intervals.poisson(events, error / 2)
    assert low <= events <= high
    assert (wider_low <= low, wider_high >= high) == (True, True)


@given(st.integers(1, 300), st.floats(0.001, 0.4))
def test_ranks_keep_within_the_error_and_no_larger_rank_would(count, error):
    ranks = intervals.median_ranks(count, error)
    rank = ranks[0] if ranks else 0

    def missing(r):
        return Fraction(2 * sum(comb(count, k) for k in range(r)), 2**count)

    assert missing(rank) <= Fraction(error)
    assert missing(rank + 1) > Fraction(error) or rank == count // 2


def test_medians():
    assert (intervals.median([1, 2, 9]), intervals.median([1, 2, 4, 9])) == (2, 3)
    assert intervals.between([1, 2, 3, 4, 5, 6], 0.05) == (1, 6)
    assert intervals.between([1, 2], 0.05) is None
