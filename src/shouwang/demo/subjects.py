"""Monitored households: who is or was unstable, marginal or in sudden hardship, and when."""

from dataclasses import dataclass

import numpy as np

from shouwang.demo.draws import Floats, Ints, Stream, top_by_weight
from shouwang.demo.earnings import COST
from shouwang.demo.model import CATEGORIES, World
from shouwang.demo.outlays import MEDICAL
from shouwang.demo.watch import NEVER, Watch

UNSTABLE, MARGINAL, SUDDEN = (CATEGORIES.index(name) for name in ("unstable", "marginal", "sudden"))
# Households of the whole county monitored now, and monitored once with the risk since removed.
NOW = {UNSTABLE: 168, MARGINAL: 236, SUDDEN: 129}
ONCE = {UNSTABLE: 412, MARGINAL: 388, SUDDEN: 265}
OLDEST, SHORTEST, LONGEST = 1_270, 200, 720  # days


@dataclass
class Subjects:
    """One entry a period; at most one for each household."""

    household: Ints
    category: Ints
    begin: Ints
    end: Ints  # NEVER where it lasts


def monitor(rng: Stream, world: World, watch: Watch, scale: float) -> Subjects:
    """Draw the monitored: the hard-pressed of today, and earlier ones by lasting hardship."""
    own = world.population.homes
    free = own.size > 0
    found = []
    for numbers, score, open_now in ((NOW, 3 * _strain(world), True), (ONCE, own.hardship, False)):
        for category, number in numbers.items():
            fits = free & _fits(category, own.registered)
            chosen = top_by_weight(
                rng, np.where(fits, score, -np.inf), round(number * min(scale, 1))
            )
            free[chosen] = False
            found.append(_periods(rng, chosen, category, watch, open_now))
    names = ("household", "category", "begin", "end")
    return Subjects(*(np.concatenate([getattr(part, name) for part in found]) for name in names))


def _fits(category: int, registered: np.ndarray) -> np.ndarray:
    if category == SUDDEN:
        return np.ones(len(registered), dtype=bool)
    return registered if category == UNSTABLE else ~registered


def _strain(world: World) -> Floats:
    """How hard pressed a household is today: low income, and heavy medical bills."""
    own, income, spending = world.population.homes, world.income, world.spending
    lately = income.month >= 12
    sign = np.where(income.kind == COST, -1, 1)[lately]
    net = np.bincount(income.household[lately], sign * income.amount[lately], len(own.size))
    per_head = np.maximum(net / 100 / np.maximum(own.size, 1), 1500)
    bills = spending.kind == MEDICAL
    paid = np.bincount(spending.household[bills], spending.amount[bills] / 100, len(own.size))
    return np.clip(np.log(16_000 / per_head), -1, 2) * 2 + np.minimum(paid / 20_000, 2)


def _periods(rng: Stream, household: Ints, category: int, watch: Watch, open_now: bool) -> Subjects:
    count = len(household)
    if open_now:
        begin = watch.last - 20 - (rng.random(count) ** 1.7 * 900).astype(np.int64)
        end = np.full(count, NEVER, dtype=np.int64)
    else:
        begin = watch.last - OLDEST + rng.integers(0, OLDEST - SHORTEST - 60, count)
        end = np.minimum(begin + rng.integers(SHORTEST, LONGEST, count), watch.last - 15)
    return Subjects(household, np.full(count, category), begin, end)


def current(subjects: Subjects, households: int) -> Ints:
    """The category of each household today, as a position in `CATEGORIES`."""
    category = np.zeros(households, dtype=np.int64)
    lasting = subjects.end == NEVER
    category[subjects.household[lasting]] = subjects.category[lasting]
    return category
