"""Who lives in a household: forms of family, and the members that each form brings.

A household has places for twelve kin; its form says how likely each is taken. Ages follow from
the head's by generation gaps, and the old are thinned by survival.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from shouwang.demo.draws import Bools, Floats, Ints, Stream, pick, pick_by_row


class Kin(IntEnum):
    """A member's place in the household."""

    HEAD = 0
    SPOUSE = 1
    CHILD_1 = 2
    CHILD_2 = 3
    CHILD_3 = 4
    CHILD_IN_LAW = 5
    GRANDCHILD_1 = 6
    GRANDCHILD_2 = 7
    GRANDCHILD_3 = 8
    FATHER = 9
    MOTHER = 10
    SIBLING = 11


CHILDREN = slice(Kin.CHILD_1, Kin.CHILD_3 + 1)
GRANDCHILDREN = slice(Kin.GRANDCHILD_1, Kin.GRANDCHILD_3 + 1)
MALE, FEMALE = 1, 2


@dataclass(frozen=True)
class Form:
    """A form of family: the head's ages, and chances for each kind of kin."""

    share: float
    ages: tuple[int, int]
    male_head: float
    spouse: float = 0.0
    children: tuple[float, float, float, float] = (1, 0, 0, 0)  # chances of 0, 1, 2, 3
    in_law: float = 0.0
    grandchildren: tuple[float, float, float, float] = (1, 0, 0, 0)
    father: float = 0.0
    mother: float = 0.0
    sibling: float = 0.0


FORMS = (
    Form(0.055, (62, 89), 0.45),
    Form(0.080, (60, 85), 0.96, spouse=1),
    Form(0.320, (27, 56), 0.95, spouse=0.96, children=(0.07, 0.27, 0.48, 0.18), sibling=0.02),
    Form(
        0.250, (30, 55), 0.97, spouse=0.96, children=(0.03, 0.27, 0.50, 0.20),
        father=0.55, mother=0.75, sibling=0.04,
    ),
    Form(
        0.185, (52, 76), 0.93, spouse=0.84, children=(0, 0.80, 0.20, 0), in_law=0.85,
        grandchildren=(0.06, 0.34, 0.44, 0.16), father=0.03, mother=0.12,
    ),
    Form(0.035, (56, 76), 0.70, spouse=0.75, grandchildren=(0, 0.52, 0.38, 0.10), mother=0.05),
    Form(0.040, (36, 66), 0.90, father=0.10, mother=0.40, sibling=0.06),
    Form(0.035, (30, 56), 0.50, children=(0, 0.46, 0.40, 0.14), father=0.18, mother=0.38),
)  # fmt: skip
GRANDPARENTS, HEIR_FORM = 5, 4


@dataclass(frozen=True)
class Members:
    """Present members, household by household, the head first."""

    household: Ints
    kin: Ints
    sex: Ints
    age: Floats  # years on the day of the facts


def draw(rng: Stream, households: int, fullness: float) -> Members:
    """The members of `households` households; `fullness` 1 gives about 3.72 to a
    household, 1.6 about 3.90.

    `fullness` scales the shares of the forms with more than two generations or many children.
    """
    share = np.array([f.share * (fullness if 2 <= i <= 4 else 1) for i, f in enumerate(FORMS)])
    form = pick(rng, share, households)
    present = _places_taken(rng, form)
    age = _ages(rng, form)
    sex = _sexes(rng, form)
    present &= (age >= 0) & (rng.random(age.shape) < _survival(age))
    present[:, Kin.HEAD] = True
    _marry_out(rng, form, present, age, sex)
    _close_ranks(present)
    household, kin = np.nonzero(present)
    return Members(household, kin, sex[household, kin], age[household, kin])


def _places_taken(rng: Stream, form: Ints) -> Bools:
    chances = np.array(
        [[1, f.spouse, 0, 0, 0, f.in_law, 0, 0, 0, f.father, f.mother, f.sibling] for f in FORMS]
    )
    present = rng.random((len(form), len(Kin))) < chances[form]
    children = pick_by_row(rng, np.array([f.children for f in FORMS], dtype=float), form)
    present[:, CHILDREN] = np.arange(3) < children[:, None]
    grand = pick_by_row(rng, np.array([f.grandchildren for f in FORMS], dtype=float), form)
    present[:, GRANDCHILDREN] = np.arange(3) < grand[:, None]
    return present


def _ages(rng: Stream, form: Ints) -> Floats:
    low, high = np.array([f.ages for f in FORMS], dtype=float).T
    count = len(form)
    age = np.empty((count, len(Kin)))
    head = rng.uniform(low[form], high[form])
    age[:, Kin.HEAD] = head
    age[:, Kin.SPOUSE] = np.maximum(head + rng.normal(-1.8, 2.4, count), 21)
    first = head - rng.triangular(20, 24, 34, count)
    age[:, Kin.CHILD_1] = first
    age[:, CHILDREN] = first[:, None] - _births(rng, count)
    age[:, Kin.CHILD_IN_LAW] = np.maximum(first + rng.normal(-1, 2, count), 20)
    parent = np.where(form == GRANDPARENTS, head - rng.triangular(21, 25, 34, count), first)
    eldest = parent - rng.triangular(20, 25, 32, count)
    age[:, GRANDCHILDREN] = eldest[:, None] - _births(rng, count)
    age[:, Kin.FATHER] = head + rng.triangular(20, 25, 36, count)
    age[:, Kin.MOTHER] = head + rng.triangular(19, 23, 34, count)
    age[:, Kin.SIBLING] = head + rng.uniform(-14, 10, count)
    return age


def _births(rng: Stream, count: int) -> Floats:
    """Years after the first birth of the first, second and third child."""
    gaps = rng.triangular(1.2, 2.8, 7, (count, 3))
    gaps[:, 0] = 0
    return np.cumsum(gaps, axis=1)


def _sexes(rng: Stream, form: Ints) -> Ints:
    male_head = np.array([f.male_head for f in FORMS])[form]
    male = rng.random((len(form), len(Kin))) < 0.515
    male[:, Kin.HEAD] = rng.random(len(form)) < male_head
    male[:, Kin.SPOUSE] = ~male[:, Kin.HEAD]
    heir = (form == HEIR_FORM) & (rng.random(len(form)) < 0.9)
    male[:, Kin.CHILD_1] |= heir
    male[:, Kin.CHILD_IN_LAW] = ~male[:, Kin.CHILD_1]
    male[:, Kin.FATHER], male[:, Kin.MOTHER] = True, False
    return np.where(male, MALE, FEMALE)


def _survival(age: Floats) -> Floats:
    return np.exp(-((np.maximum(age, 0) / 85) ** 9))


def _marry_out(rng: Stream, form: Ints, present: Bools, age: Floats, sex: Ints) -> None:
    """Grown daughters, and most grown second sons, have founded households of their own."""
    grown = age[:, CHILDREN] > 25
    leaves = rng.random(grown.shape) < np.where(sex[:, CHILDREN] == FEMALE, 0.9, 0.55)
    leaves[:, 0] &= form != HEIR_FORM
    present[:, CHILDREN] &= ~(grown & leaves)


def _close_ranks(present: Bools) -> None:
    """No in-law or grandchild of a child who is not there, save with the grandparents."""
    heir = present[:, Kin.CHILD_1]
    present[:, Kin.CHILD_IN_LAW] &= heir
