"""Townships are told apart from the county only when chance does not do it."""

from hypothesis import given
from hypothesis import strategies as st

from shouwang.watch.accountability.rules import (
    Count,
    Judgement,
    Medians,
    compare_medians,
    compare_rates,
    compare_shares,
)

GIVEN = {"least": 10, "error": 0.05}


def judged(found):
    return [(line.place, line.judgement.value) for line in found.lines]


def test_shares_are_better_worse_alike_or_too_few():
    counts = [
        Count("a", 95, 100), Count("b", 40, 100), Count("c", 70, 100), Count("d", 0, 3),
        Count("e", 0, 0),
    ]  # fmt: skip
    found = compare_shares(counts, **GIVEN)
    assert (found.part, found.whole) == (205, 303)
    assert judged(found) == [
        ("a", "better"), ("b", "worse"), ("c", "alike"), ("d", "too_few"), ("e", "too_few"),
    ]  # fmt: skip
    assert (found.lines[3].value, found.lines[4].value) == (0.0, None)


def test_a_month_without_data_says_nothing_of_anybody():
    found = compare_shares([Count("a", 0, 0), Count("b", 0, 0)], **GIVEN)
    assert (found.value, judged(found)) == (None, [("a", "too_few"), ("b", "too_few")])
    assert compare_medians([Medians("a", ())], **GIVEN).value is None
    assert compare_shares([], **GIVEN).lines == ()


def test_of_events_that_are_bad_fewer_are_better():
    rates = [Count("a", 30, 1000), Count("b", 2, 1000), Count("c", 12, 1000)]
    found = compare_rates(rates, per=1000, **GIVEN)
    assert judged(found) == [("a", "worse"), ("b", "better"), ("c", "alike")]
    assert round(found.value, 3) == 14.667


def test_medians_of_too_few_values_are_not_judged():
    high, low = tuple(map(float, range(50, 80))), tuple(map(float, range(-30, 0)))
    found = compare_medians(
        [Medians("a", high), Medians("b", low), Medians("c", (1.0, 2.0, 3.0))], **GIVEN
    )
    assert judged(found) == [("a", "better"), ("b", "worse"), ("c", "too_few")]


def test_the_same_figure_is_judged_more_cautiously_among_many():
    apart = [Count("a", 42, 50), Count("rest", 350, 500)]
    alone = compare_shares(apart, **GIVEN)
    among = compare_shares([*apart, *(Count(str(n), 35, 50) for n in range(40))], **GIVEN)
    assert alone.lines[0].low > among.lines[0].low


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=8))
def test_nobody_is_told_apart_whose_interval_holds_the_county(pairs):
    counts = [Count(str(n), part, part + rest) for n, (part, rest) in enumerate(pairs)]
    found = compare_shares(counts, **GIVEN)
    for line in found.lines:
        if line.judgement in (Judgement.BETTER, Judgement.WORSE):
            assert not line.low <= found.value <= line.high
            assert line.whole >= GIVEN["least"]
