"""What a plan would do, in numbers: what the preview shows before anybody applies it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from shouwang.watch.pairing.rules.problem import Answer, Post, Problem, distance, township


@dataclass(frozen=True, slots=True)
class Measures:
    """Counts of a plan. `mean_distance` in steps; `missing` by township digits, most first."""

    homes: int
    unchanged: int
    changed: int
    begun: int
    least_load: int
    median_load: float
    most_load: int
    mean_distance: float
    missing: tuple[tuple[str, int], ...] = ()
    helpers_missing: int = 0


def measure(problem: Problem, answer: Answer, smallest_quota: int) -> Measures:
    """The measures of an answer; `smallest_quota` says how many helpers the missing would need."""
    places = {post.key: post.place for post in problem.posts}
    held = {home.key: home.helper for home in problem.homes}
    unchanged = sum(held[home] == helper for home, helper in answer.pairs.items())
    begun = sum(held[home] is None for home in answer.pairs)
    villages = {home.key: home.village for home in problem.homes}
    far = [distance(villages[home], places[helper]) for home, helper in answer.pairs.items()]
    loads = _loads(answer, problem.posts)
    lacking = Counter(township(villages[home]) for home in answer.missing)
    return Measures(
        homes=len(problem.homes),
        unchanged=unchanged,
        changed=len(answer.pairs) - unchanged - begun,
        begun=begun,
        least_load=min(loads, default=0),
        median_load=median(loads) if loads else 0,
        most_load=max(loads, default=0),
        mean_distance=round(sum(far) / len(far), 2) if far else 0.0,
        missing=tuple(sorted(lacking.items(), key=lambda one: (-one[1], one[0]))),
        helpers_missing=-(-len(answer.missing) // max(1, smallest_quota)),
    )


def _loads(answer: Answer, posts: Sequence[Post]) -> list[int]:
    given = Counter(answer.pairs.values())
    return sorted(post.fixed + given[post.key] for post in posts)
