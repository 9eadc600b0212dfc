"""The transportation problem as a flow: villages → helpers by way of township and county.

Distance depends only on whether two places share a village or a township. Instead of an arc from
each village to each helper (half a million in a county) a household goes to a helper of its own
village directly, to one of its township by way of the township, to any other by way of the
county: about three arcs a helper, and the same costs. Why this is fair stands in
docs/explanation/pairing.md.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from shouwang.watch.pairing.rules.problem import (
    Post,
    Problem,
    distance,
    is_village,
    least,
    township,
)

COUNTY, SINK, MISSING = "county", "sink", "missing"
_FINE = 1000  # costs are whole thousandths of a weight
_TIE = 1  # and staying wins what is otherwise a draw
_NOBODY = 10_000_000  # outweighs every distance, change and load together


@dataclass(frozen=True, slots=True)
class Arc:
    """From node to node, at most (and at least) so many households, at a cost each."""

    source: str
    target: str
    cost: int
    most: int
    least: int = 0
    kept: bool = False


@dataclass(slots=True)
class Network:
    """Arcs in a fixed order, and how much each node sends (a village) or takes (the sink)."""

    arcs: list[Arc] = field(default_factory=list)
    supply: dict[str, int] = field(default_factory=dict)


def network_of(problem: Problem) -> Network:
    """The flow whose cheapest solution is the fair assignment."""
    built = Network()
    demand = Counter(home.village for home in problem.homes)
    posts = [post for post in problem.posts if post.room]
    total = len(problem.homes)
    _villages(built, demand, total, problem)
    _kept(built, problem, posts)
    for post in posts:
        _into(built, post, demand, problem)
    _loads(built, problem, posts, total)
    built.arcs.append(Arc(MISSING, SINK, 0, total))
    built.supply[SINK] = -total
    return built


def village_node(code: str) -> str:
    """The node of a village's households."""
    return f"v{code}"


def town_node(digits: str) -> str:
    """The node of a township."""
    return f"t{digits}"


def post_node(key: int) -> str:
    """The node of a helper."""
    return f"h{key}"


def _reached(demand: Counter[str]) -> set[str]:
    return {township(village) for village in demand}


def _villages(built: Network, demand: Counter[str], total: int, problem: Problem) -> None:
    """Every household may leave its village, its township, or stay without a helper."""
    new = problem.weights.change * _FINE + _TIE
    step = problem.weights.distance * _FINE
    for village in sorted(demand):
        built.supply[village_node(village)] = demand[village]
        most = demand[village]
        town = town_node(township(village))
        built.arcs.append(Arc(village_node(village), town, step + new, most))
        built.arcs.append(Arc(village_node(village), MISSING, _NOBODY, most))
    for digits in sorted(_reached(demand)):
        built.arcs.append(Arc(town_node(digits), COUNTY, step, total))


def _kept(built: Network, problem: Problem, posts: Sequence[Post]) -> None:
    """Present pairs: the same distance, without the cost of a change."""
    places = {post.key: post.place for post in posts}
    present = Counter(
        (home.village, home.helper) for home in problem.homes if home.helper in places
    )
    for (village, helper), pairs in sorted(present.items()):
        assert helper is not None
        far = distance(village, places[helper])
        cost = far * problem.weights.distance * _FINE
        built.arcs.append(Arc(village_node(village), post_node(helper), cost, pairs, kept=True))


def _into(built: Network, post: Post, demand: Counter[str], problem: Problem) -> None:
    """A helper is reached from the own village, from the township, and from the county."""
    node, digits = post_node(post.key), township(post.place)
    new = problem.weights.change * _FINE + _TIE
    if is_village(post.place) and post.place in demand:
        built.arcs.append(Arc(village_node(post.place), node, new, post.room))
    if digits in _reached(demand):
        built.arcs.append(Arc(town_node(digits), node, 0, post.room))
    built.arcs.append(Arc(COUNTY, node, 0, post.room))


def _loads(built: Network, problem: Problem, posts: Sequence[Post], total: int) -> None:
    """Load² ÷ quota for each helper, household by household: loads in proportion to quotas.

    The n-th household adds (2n − 1) ÷ quota. The first ones, up to the fair lower bound, must be
    there; there are enough households for all bounds together.
    """
    quotas = sum(post.room for post in posts)
    for post in posts:
        bound = _bound(post, total, quotas, problem)
        for n in range(post.fixed + 1, post.quota + 1):
            cost = problem.weights.load * _FINE * (2 * n - 1) // post.quota
            must = int(n - post.fixed <= bound)
            built.arcs.append(Arc(post_node(post.key), SINK, cost, 1, must))


def _bound(post: Post, total: int, quotas: int, problem: Problem) -> int:
    free = Post(post.key, post.place, post.room)
    return least(free, total, quotas, problem.weights)
