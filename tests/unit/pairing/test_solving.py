"""The fair assignment, against what it promises and against trying everything."""

from collections import Counter
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from shouwang.watch.pairing.rules import (
    Home,
    Post,
    Problem,
    Weights,
    distance,
    least,
    measure,
    solve,
)

VILLAGES = ("360781100201", "360781100202", "360781101201", "360781101202", "360781102201")
PLACES = (*VILLAGES, "360781100000", "360781101000", "360781000000")

posts_drawn = st.lists(
    st.tuples(st.sampled_from(PLACES), st.integers(3, 6)), min_size=1, max_size=8
).map(lambda drawn: [Post(n, *one) for n, one in enumerate(drawn, 1)])
homes_drawn = st.lists(st.tuples(st.sampled_from(VILLAGES), st.integers(0, 9)), max_size=30)


def problem_of(posts: list[Post], drawn: list[tuple[str, int]], **weights: int) -> Problem:
    """A home's second number is the helper it has, if there is one of that number."""
    known = {post.key for post in posts}
    homes = [
        Home(n, village, helper if helper in known else None)
        for n, (village, helper) in enumerate(drawn, 1000)
    ]
    return Problem(homes, posts, Weights(**weights))


def cost_of(problem: Problem, pairs: dict[int, int]) -> float:
    """The measure that is minimised, added up from the pairs themselves."""
    places = {post.key: post.place for post in problem.posts}
    held = {home.key: home.helper for home in problem.homes}
    villages = {home.key: home.village for home in problem.homes}
    weights, loads = problem.weights, Counter(pairs.values())
    far = sum(distance(villages[home], places[helper]) for home, helper in pairs.items())
    new = sum(held[home] != helper for home, helper in pairs.items())
    uneven = sum(loads[post.key] ** 2 / post.quota for post in problem.posts)
    return weights.distance * far + weights.change * new + weights.load * uneven


@given(posts_drawn, homes_drawn)
def test_no_quota_is_exceeded_and_everybody_is_helped_while_there_is_room(posts, drawn):
    problem = problem_of(posts, drawn)
    answer = solve(problem)
    loads = Counter(answer.pairs.values())
    assert [post for post in posts if loads[post.key] > post.quota] == []
    assert sorted([*answer.pairs, *answer.missing]) == [home.key for home in problem.homes]
    assert len(answer.missing) == max(0, len(problem.homes) - problem.room)


@given(posts_drawn, homes_drawn)
def test_everybody_has_the_fair_lower_bound(posts, drawn):
    problem = problem_of(posts, drawn)
    loads = Counter(solve(problem).pairs.values())
    total, quotas = len(problem.homes), sum(post.quota for post in posts)
    bounds = {post.key: least(post, total, quotas, problem.weights) for post in posts}
    assert [key for key, bound in bounds.items() if loads[key] < bound] == []


@given(posts_drawn, homes_drawn)
def test_nothing_moves_when_nothing_changed(posts, drawn):
    problem = problem_of(posts, drawn)
    first = solve(problem)
    again = [Home(home.key, home.village, first.pairs.get(home.key)) for home in problem.homes]
    assert solve(Problem(again, posts, problem.weights)) == first


@given(posts_drawn, homes_drawn, st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_told_changes_nothing(posts, drawn, random):
    problem = problem_of(posts, drawn)
    homes, others = list(problem.homes), list(posts)
    random.shuffle(homes)
    random.shuffle(others)
    assert solve(Problem(homes, others, problem.weights)) == solve(problem)


@given(
    st.lists(st.tuples(st.sampled_from(PLACES), st.integers(1, 3)), min_size=1, max_size=3),
    st.lists(st.tuples(st.sampled_from(VILLAGES), st.integers(0, 3)), min_size=1, max_size=5),
)
def test_no_other_assignment_is_better(places, drawn):
    posts = [Post(n, *one) for n, one in enumerate(places, 1)]
    problem = problem_of(posts, drawn, least_percent=0)
    answer = solve(problem)
    keys, quotas = [home.key for home in problem.homes], {p.key: p.quota for p in posts}
    helped = len(answer.pairs)
    best = min(
        cost_of(problem, pairs)
        for chosen in product([None, *quotas], repeat=len(keys))
        if len(pairs := {k: h for k, h in zip(keys, chosen, strict=True) if h}) == helped
        and all(n <= quotas[h] for h, n in Counter(pairs.values()).items())
    )
    # each household and each load is rounded to a thousandth
    assert abs(cost_of(problem, answer.pairs) - best) <= 0.002 * len(keys)


def test_a_county_lacks_helpers_where_it_lacks_them():
    problem = Problem(
        [Home(n, VILLAGES[0]) for n in range(5)] + [Home(n, VILLAGES[4]) for n in range(5, 8)],
        [Post(1, VILLAGES[0], 3)],
    )
    answer = solve(problem)
    figures = measure(problem, answer, smallest_quota=3)
    assert answer.pairs == {0: 1, 1: 1, 2: 1}
    assert figures.missing == (("360781102", 3), ("360781100", 2))
    assert (figures.helpers_missing, figures.mean_distance, figures.begun) == (2, 0.0, 3)


def test_a_pair_far_away_is_given_up_and_one_in_the_township_kept():
    posts = [Post(1, VILLAGES[0], 6), Post(2, VILLAGES[1], 6), Post(3, VILLAGES[2], 6)]
    homes = [Home(1, VILLAGES[0], 2), Home(2, VILLAGES[0], 3)]
    weights = Weights(load=0, least_percent=0)
    assert solve(Problem(homes, posts, weights)).pairs == {1: 2, 2: 1}


def test_what_a_helper_has_besides_counts_against_the_quota():
    posts = [Post(1, VILLAGES[0], 4, fixed=3), Post(2, VILLAGES[1], 3, fixed=4)]
    answer = solve(Problem([Home(1, VILLAGES[0]), Home(2, VILLAGES[0])], posts))
    assert (answer.pairs, answer.missing) == ({1: 1}, (2,))


def test_nobody_and_nothing():
    assert solve(Problem([], [])).pairs == {}
    assert solve(Problem([Home(1, VILLAGES[0])], [])).missing == (1,)
