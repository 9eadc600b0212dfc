"""Households as columns: where they live, how hard their life is, whether ever registered."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from shouwang.demo.draws import Bools, Floats, Ints, Stream, pick
from shouwang.demo.people import GONE, SKILLED, People
from shouwang.demo.places import Places
from shouwang.demo.watch import NEVER, day

# The share of households registered at the end of 2014, and how many were lifted each year.
REGISTERED_SHARE = 20_179 / 143_000
LIFTED = {2015: 6204, 2016: 6112, 2017: 4921, 2018: 1402, 2019: 1065, 2020: 475}
OLDEST_FOUNDING = 2014


@dataclass
class Homes:
    """One entry a household."""

    village: Ints  # position in the places
    serial: Ints  # within the village, from 1
    key: Ints  # village code × 10 000 + serial
    hardship: Floats
    size: Ints
    workers: Ints  # able or skilled members
    elders: Ints  # members of 60 and over
    ailing: Ints  # members seriously ill, or disabled in grade 1 or 2
    head: Ints  # position of the head among the people
    registered: Bools
    lifted_on: Ints


def lay_out(places: Places) -> tuple[Ints, Ints, Ints]:
    """Village position, serial and key of every household, in order."""
    village = np.repeat(np.arange(len(places.size)), places.size)
    first = np.cumsum(places.size) - places.size
    serial = np.arange(len(village)) - first[village] + 1
    return village, serial, places.code[village] * 10_000 + serial


def found(places: Places, hardship: Floats, people: People) -> Homes:
    """Households of `places` with their members counted; nobody is registered yet."""
    village, serial, key = lay_out(places)
    present = people.member

    def count(which: Bools) -> Ints:
        return np.bincount(people.household[which & present], minlength=len(village))

    severe = (people.disability == 1) | (people.disability == 2)
    return Homes(
        village=village,
        serial=serial,
        key=key,
        hardship=hardship,
        size=count(present),
        workers=count(people.labour <= SKILLED),
        elders=count(people.age >= 60),
        ailing=count(people.serious | severe),
        head=np.flatnonzero(people.kin == 0),
        registered=np.zeros(len(village), dtype=bool),
        lifted_on=np.full(len(village), NEVER, dtype=np.int64),
    )


def poverty_score(homes: Homes, people: People, places: Places) -> Floats:
    """How likely the household was registered in 2014: its logit, up to a constant.

    Minus infinity where the head was too young then to head a household.
    """
    score = (
        0.9 * homes.hardship
        - 7 * places.prosperity[homes.village]
        + 0.5 * np.minimum(homes.ailing, 2)
        + 0.4 * (homes.workers == 0)
    )
    young = people.birth[homes.head] > day(date(OLDEST_FOUNDING - 22, 12, 31))
    return np.where(young, -np.inf, score)


def register(rng: Stream, homes: Homes, score: Floats) -> None:
    """Mark who was ever registered, and when they were lifted, by chance (province)."""
    level = np.log(REGISTERED_SHARE / (1 - REGISTERED_SHARE)) - 0.45
    chance = 1 / (1 + np.exp(-(level + score)))
    homes.registered = rng.random(len(score)) < chance
    chosen = np.flatnonzero(homes.registered)
    year = np.array(list(LIFTED))[pick(rng, list(LIFTED.values()), len(chosen))]
    homes.lifted_on[chosen] = december_days(rng, year)


def december_days(rng: Stream, year: Ints) -> Ints:
    """A day between 10 and 28 December of each year, when exits were approved."""
    first = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    leap = (year % 4 == 0).astype(np.int64)
    return first + 343 + leap + rng.integers(0, 19, len(year))


def of_former(people: People) -> Bools:
    """True for the dead and those who moved out."""
    return people.kin == GONE
