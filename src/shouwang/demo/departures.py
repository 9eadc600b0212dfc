"""Those who were members and are no longer: the dead and those who moved out."""

from dataclasses import dataclass

import numpy as np

from shouwang.demo.draws import Bools, Floats, Ints, Stream
from shouwang.demo.kin import FEMALE, MALE
from shouwang.demo.watch import YEAR

# Yearly chances for a household.
DEATHS, MOVES = 0.028, 0.022


@dataclass(frozen=True)
class Departed:
    """One entry for each former member."""

    household: Ints
    sex: Ints
    birth: Ints  # day number
    left: Ints  # day of death or of moving out
    died: Bools


def draw(rng: Stream, since: Ints, until: int) -> Departed:
    """Who left between `since` (a day number for each household) and `until`."""
    years = (until - since) / YEAR
    died = rng.poisson(years * DEATHS)
    moved = rng.poisson(years * MOVES)
    household = np.repeat(np.arange(len(since)), died + moved)
    first = np.concatenate([[0], np.cumsum(died + moved)[:-1]])
    place = np.arange(len(household)) - first[household]
    return of(rng, household, place < died[household], since, until)


def of(rng: Stream, household: Ints, died: Bools, since: Ints, until: int) -> Departed:
    """A former member for each entry of `household`, gone since that household's day."""
    count = len(household)
    start = since[household] + 1
    left = (start + rng.random(count) * (until - start)).astype(np.int64)
    working = rng.random(count) < 0.17
    age_dead = np.where(working, rng.uniform(24, 60, count), rng.triangular(58, 80, 96, count))
    age = np.where(died, age_dead, rng.uniform(20, 29, count))
    birth = (left - age * YEAR).astype(np.int64)
    male = rng.random(count) < np.where(died, np.where(working, 0.7, 0.52), 0.12)
    return Departed(household, np.where(male, MALE, FEMALE), birth, left, died)


def relation(years_older: Floats, sex: Ints, head_sex: Ints, unmarried: Bools) -> Ints:
    """Position in `RELATIONS` of someone born so many years before the head."""
    man = sex == MALE
    spouse = unmarried & (sex != head_sex)
    peer = np.where(spouse, 1, 2)
    elder = np.where(man, 3, 4)
    child = np.where(man, 5, 6)
    return np.select([years_older > 16, years_older > -16], [elder, peer], child)


RELATIONS = ("其他", "配偶", "之兄弟姐妹", "之父", "之母", "之子", "之女")
