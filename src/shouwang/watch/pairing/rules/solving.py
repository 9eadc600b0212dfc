"""The cheapest flow, by HiGHS, and the households that it sends to each helper."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence

import highspy
import numpy as np

from shouwang.watch.pairing.rules.network import (
    COUNTY,
    MISSING,
    SINK,
    Arc,
    Network,
    network_of,
)
from shouwang.watch.pairing.rules.problem import Answer, Home, Problem

Waiting = deque[tuple[str, int]]  # villages and how many of their households wait, in order


def solve(problem: Problem) -> Answer | None:
    """The fair assignment; the same problem gives the same answer. None where no optimum is found.

    Homes and posts are taken in the order of their keys. Costs are whole numbers and the matrix is
    that of a network, so that the optimum of the linear program is whole.
    """
    ordered = Problem(
        sorted(problem.homes, key=lambda home: home.key),
        sorted(problem.posts, key=lambda post: post.key),
        problem.weights,
    )
    if not ordered.homes:
        return Answer({})
    network = network_of(ordered)
    flows = _flows(network)
    return None if flows is None else _paired(ordered, _sent(network, flows))


def _flows(network: Network) -> list[int] | None:
    """How much goes over each arc at least cost."""
    nodes = {name: row for row, name in enumerate(_nodes(network))}
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(network.arcs), len(nodes)
    model.col_cost_ = np.array([arc.cost for arc in network.arcs], dtype=np.double)
    model.col_lower_ = np.array([arc.least for arc in network.arcs], dtype=np.double)
    model.col_upper_ = np.array([arc.most for arc in network.arcs], dtype=np.double)
    supply = np.array([network.supply.get(name, 0) for name in nodes], dtype=np.double)
    model.row_lower_ = model.row_upper_ = supply
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.arange(0, 2 * len(network.arcs) + 1, 2, dtype=np.int32)
    ends = [end for arc in network.arcs for end in (nodes[arc.source], nodes[arc.target])]
    model.a_matrix_.index_ = np.array(ends, dtype=np.int32)
    model.a_matrix_.value_ = np.tile(np.array([1.0, -1.0]), len(network.arcs))
    return _optimum(model)


def _optimum(model: highspy.HighsLp) -> list[int] | None:
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 0)
    solver.setOptionValue("solver", "simplex")  # a corner: whole numbers
    solver.passModel(model)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return [round(value) for value in solver.getSolution().col_value]


def _nodes(network: Network) -> Iterable[str]:
    named = {end for arc in network.arcs for end in (arc.source, arc.target)}
    return sorted(named | set(network.supply))


def _sent(network: Network, flows: Sequence[int]) -> Iterator[tuple[str, str, int, bool]]:
    """Village, helper (or MISSING), how many, and whether these are pairs that stay."""
    into: dict[str, Waiting] = defaultdict(deque)
    out: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for arc, flow in zip(network.arcs, flows, strict=True):
        if flow == 0 or arc.target == SINK:
            continue
        if not _is_village(arc):
            out[arc.source].append((arc.target, flow))
        elif _is_hub(arc.target):
            into[arc.target].append((arc.source, flow))
        else:
            yield arc.source, arc.target, flow, arc.kept
    # townships first: what leaves them waits at the county
    for hub in sorted(out, key=lambda name: (name == COUNTY, name)):
        for target, flow in sorted(out[hub], key=lambda one: (one[0] == COUNTY, _order(one[0]))):
            parts = _take(into[hub], flow)
            if target == COUNTY:
                into[COUNTY].extend(parts)
            else:
                yield from ((village, target, part, False) for village, part in parts)


def _take(waiting: Waiting, wanted: int) -> list[tuple[str, int]]:
    """So many from those that wait, the first first."""
    taken = []
    while wanted:
        village, there = waiting.popleft()
        part = min(wanted, there)
        if part < there:
            waiting.appendleft((village, there - part))
        taken.append((village, part))
        wanted -= part
    return taken


def _is_village(arc: Arc) -> bool:
    return arc.source.startswith("v")


def _is_hub(node: str) -> bool:
    return node.startswith("t") or node == COUNTY


def _order(node: str) -> tuple[int, str]:
    return (int(node[1:]), "") if node.startswith("h") else (0, node)


def _paired(problem: Problem, sent: Iterable[tuple[str, str, int, bool]]) -> Answer:
    """Which households those are: who stays with a helper first, then the rest in order."""
    waiting: dict[str, list[Home]] = defaultdict(list)
    for home in problem.homes:
        waiting[home.village].append(home)
    # who stays comes first, who is left without a helper last
    parts = sorted(sent, key=lambda p: (not p[3], p[1] == MISSING, p[0], _order(p[1])))
    pairs: dict[int, int] = {}
    for node, target, count, kept in parts:
        if kept:
            helper = int(target[1:])
            theirs = [home for home in waiting[node[1:]] if home.helper == helper][:count]
            pairs |= dict.fromkeys((home.key for home in theirs), helper)
    left = {
        village: deque(home.key for home in homes if home.key not in pairs)
        for village, homes in waiting.items()
    }
    missing: list[int] = []
    for node, target, count, kept in parts:
        if kept:
            continue
        taken = [left[node[1:]].popleft() for _ in range(count)]
        if target == MISSING:
            missing += taken
        else:
            pairs |= dict.fromkeys(taken, int(target[1:]))
    return Answer(pairs, tuple(sorted(missing)))
