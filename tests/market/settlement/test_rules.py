"""A line's money is divided to the fen, whatever the numbers."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from shouwang.market.settlement.rules import Part, Rates, Source, divide, share_out, take_back

LINKS = [UUID(int=number) for number in range(1, 9)]
WEIGHTS = st.dictionaries(st.sampled_from(LINKS), st.integers(1, 10**8), max_size=8)
WORK = st.dictionaries(st.sampled_from(LINKS), st.integers(1, 60), max_size=8)


@given(
    st.integers(0, 10**8),
    st.integers(0, 10**7),
    WEIGHTS,
    WORK,
    st.builds(Rates, st.integers(0, 700), st.integers(0, 1000), st.integers(0, 300)),
)
def test_every_fen_and_every_gram_falls_to_somebody(net, grams, weights, work, rates):
    division = divide(net, grams, weights, rates, work)
    assert division.households + division.wages + division.fee + division.supplier == net
    assert min(division.households, division.wages, division.fee, division.supplier) >= 0
    assert sum(part.fen for part in division.work.values()) == division.wages
    assert set(division.work) == set(work)
    assert sum(part.fen for part in division.parts.values()) == (
        division.households if weights else 0
    )
    assert sum(part.grams for part in division.parts.values()) == (grams if weights else 0)
    whole = sum(weights.values())
    for link, part in division.parts.items():
        assert abs(part.fen * whole - division.households * weights[link]) < whole


def test_odd_fen_go_to_the_largest_remainders_then_to_the_smaller_number():
    one, two, three = LINKS[:3]
    division = divide(100, 10, {one: 1, two: 1, three: 1}, Rates(800, 10))
    assert (division.households, division.fee, division.supplier) == (80, 1, 19)
    assert division.parts == {
        one: Part(27, 4, True), two: Part(27, 3, True), three: Part(26, 3, False),
    }  # fmt: skip


def test_wages_go_by_half_days_and_leave_the_goods_share_as_it_is():
    one, two, three = LINKS[:3]
    division = divide(1000, 10, {one: 1}, Rates(800, 10, wage=100), {two: 1, three: 2})
    assert (division.households, division.wages, division.fee, division.supplier) == (
        800, 100, 10, 90,
    )  # fmt: skip
    assert division.work == {two: Part(33, 0, False), three: Part(67, 0, True)}
    cut = divide(1000, 10, {one: 1}, Rates(950, 10, wage=100), {two: 1})
    assert (cut.wages, cut.fee, cut.supplier) == (50, 0, 0)


def test_without_a_batch_nothing_falls_to_households():
    division = divide(999, 5000, {}, Rates(800, 10))
    assert (division.households, division.fee, division.supplier) == (0, 10, 989)


def test_a_refund_is_taken_in_order_and_the_rest_is_owed():
    sources = [Source("fee", 1), Source("supplier", 50), Source("link", 30)]
    assert take_back(20, sources, "owed") == [("fee", 1), ("supplier", 19)]
    assert take_back(100, sources, "owed") == [
        ("fee", 1), ("supplier", 50), ("link", 30), ("owed", 19),
    ]  # fmt: skip
    assert take_back(5, [Source("supplier", -3)], "owed") == [("owed", 5)]


@given(
    st.dictionaries(st.uuids(), st.integers(1, 100_000), max_size=60),
    st.integers(1, 4),
)
def test_lanes_have_every_supplier_once_and_differ_by_no_more_than_one_supplier(lines, lanes):
    shares = share_out(lines, lanes)
    assert len(shares) == lanes
    assert sorted(one for share in shares for one in share) == sorted(lines)
    loads = [sum(lines[one] for one in share) for share in shares]
    assert max(loads) - min(loads) <= max(lines.values(), default=0)
