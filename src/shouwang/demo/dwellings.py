"""Houses and drinking water as they were found: grades, dry autumns and repairs."""

from dataclasses import dataclass

import numpy as np

from shouwang.demo.draws import Bools, Ints, Stream
from shouwang.demo.hazards import Events, is_kind
from shouwang.demo.homes import Homes
from shouwang.demo.places import Places
from shouwang.demo.watch import Watch

GRADES = ("A", "B", "C", "D")


@dataclass
class Findings:
    """One entry an assessment or observation, by household and day."""

    household: Ints
    on: Ints
    value: Ints  # position in GRADES; 1 or 0 for safe or unsafe water


def assess_houses(rng: Stream, homes: Homes, events: Events, watch: Watch) -> Findings:
    """Every house once registered and a fifth of the others, in the second spring.

    One in a few hundred is C or D; half of those are repaired before winter. Some flooded houses
    are graded again after the last flood.
    """
    count = len(homes.size)
    seen = homes.registered | (rng.random(count) < 0.20)
    spring = int(watch.months[9])
    bad = rng.random(count) < 0.0024 * np.exp(0.8 * homes.hardship)
    first = np.flatnonzero(seen | bad)
    good = (rng.random(len(first)) < 0.45).astype(np.int64)
    grade = np.where(bad[first], 2 + (rng.random(len(first)) < 0.35), good)
    found = [Findings(first, spring + rng.integers(0, 60, len(first)), grade)]
    mended = np.flatnonzero(bad & (rng.random(count) < 0.55))
    autumn = int(watch.months[14])
    found.append(
        Findings(mended, autumn + rng.integers(0, 80, len(mended)), np.ones(len(mended), int))
    )
    found.append(_flooded(rng, events, watch))
    return _sorted(found, watch)


def _flooded(rng: Stream, events: Events, watch: Watch) -> Findings:
    recent = is_kind(events, "disaster") & (events.on > watch.last - 60)
    house = np.unique(events.household[recent & (rng.random(len(recent)) < 0.03)])
    on = np.full(len(house), watch.last) - rng.integers(0, 8, len(house))
    return Findings(house, on, 2 + (rng.random(len(house)) < 0.3))


def observe_water(rng: Stream, homes: Homes, places: Places, watch: Watch) -> Findings:
    """A tenth of households are looked at each winter; dry autumns cut off whole hamlets."""
    count = len(homes.size)
    found = []
    for winter in (5, 17):
        seen = np.flatnonzero(rng.random(count) < 0.10)
        on = int(watch.months[winter]) + rng.integers(0, 50, len(seen))
        found.append(Findings(seen, on, np.ones(len(seen), int)))
    for autumn, share, mended in ((3, 0.06, 1.0), (15, 0.035, 0.80)):
        dry = places.drought[homes.village] & (rng.random(count) < share)
        found += _dry_autumn(rng, np.flatnonzero(dry), int(watch.months[autumn]), mended)
    broken = np.flatnonzero(rng.random(count) < 0.0006)
    on = watch.last - rng.integers(0, 300, len(broken))
    found.append(Findings(broken, on, np.zeros(len(broken), int)))
    return _sorted(found, watch)


def _dry_autumn(rng: Stream, dry: Ints, start: int, mended: float) -> list[Findings]:
    cut = Findings(dry, start + rng.integers(0, 60, len(dry)), np.zeros(len(dry), int))
    again = dry[rng.random(len(dry)) < mended]
    on = start + 130 + rng.integers(0, 40, len(again))
    return [cut, Findings(again, on, np.ones(len(again), int))]


def _sorted(found: list[Findings], watch: Watch) -> Findings:
    household = np.concatenate([part.household for part in found])
    on = np.concatenate([part.on for part in found])
    value = np.concatenate([part.value for part in found])
    order = np.argsort(household * 65_536 + on, kind="stable")
    order = order[on[order] <= watch.last]
    return Findings(household[order], on[order], value[order])


def worst_now(findings: Findings, households: int, threshold: int, above: bool) -> Bools:
    """Households whose latest finding lies above (or below) `threshold`."""
    latest = np.full(households, -1)
    latest[findings.household] = findings.value
    return latest > threshold if above else (latest >= 0) & (latest < threshold)
