"""Marriage and insurance of people: what follows from their place in the household."""

import numpy as np
import polars as pl

from shouwang.demo.draws import Bools, Ints, Stream
from shouwang.demo.kin import CHILDREN, MALE, Kin
from shouwang.demo.names import heir_is_daughter
from shouwang.demo.people import FINISHED, GONE, People

SINGLE, MARRIED, WIDOWED, DIVORCED = 10, 20, 30, 40  # GB/T 2261.2
MARRIES_AT, WORKING_AGE, PENSION_FROM = 20, 16, 16
INSURED_MEDICAL, INSURED_PENSION = 0.978, 0.91


def papers(rng: Stream, people: People, households: int) -> pl.DataFrame:
    """One row a person: marital state and whether insured; null where it does not apply."""
    medical = rng.random(len(people.birth)) < INSURED_MEDICAL
    pension = rng.random(len(people.birth)) < INSURED_PENSION
    learns = (people.schooling > 0) & (people.schooling < FINISHED)
    owes = (people.age >= PENSION_FROM) & ~learns
    here = pl.Series(people.member)
    return pl.DataFrame(
        [
            pl.Series("marital", _marital(rng, people, households), dtype=pl.Int64),
            pl.Series("insured_medical", medical).set(~here, None),
            pl.Series("insured_pension", pension).set(~(here & pl.Series(owes)), None),
        ]
    )


def _marital(rng: Stream, people: People, households: int) -> Ints:
    """Married where the partner lives here; others by age, and by whether there are children."""
    draw = rng.random(len(people.birth))
    alone = np.select(
        [people.age < 24, draw < _widowed(people.age), draw > 0.93], [SINGLE, WIDOWED, DIVORCED]
    )
    alone = np.where(alone == 0, SINGLE, alone)
    parent = _with(people, _is_child(people), households) & (people.kin == Kin.HEAD)
    elder = np.isin(people.kin, (Kin.FATHER, Kin.MOTHER))
    alone = np.where((parent | elder) & (alone == SINGLE), WIDOWED, alone)
    gone = (people.kin == GONE) & (people.age >= MARRIES_AT + 4) & (alone == SINGLE)
    return np.where(_has_partner(people, households) | gone, MARRIED, alone)


def _widowed(age: np.ndarray) -> np.ndarray:
    """How likely somebody without a partner in the house lost one, by age."""
    return np.interp(age, (30, 50, 60, 75), (0.01, 0.1, 0.5, 0.92))


def _is_child(people: People) -> Bools:
    return (people.kin >= CHILDREN.start) & (people.kin < CHILDREN.stop)


def _with(people: People, which: Bools, households: int) -> Bools:
    """People in whose household somebody is of `which`."""
    found = np.zeros(households, dtype=bool)
    found[people.household[which]] = True
    return found[people.household]


def _has_partner(people: People, households: int) -> Bools:
    kin = people.kin

    def there(one: Kin) -> Bools:
        return _with(people, kin == one, households)

    daughter = heir_is_daughter(people, households)[people.household]
    heir = (kin == Kin.CHILD_1) & (daughter == (people.sex != MALE))
    return (
        np.isin(kin, (Kin.SPOUSE, Kin.CHILD_IN_LAW))
        | ((kin == Kin.HEAD) & there(Kin.SPOUSE))
        | (heir & there(Kin.CHILD_IN_LAW))
        | ((kin == Kin.FATHER) & there(Kin.MOTHER))
        | ((kin == Kin.MOTHER) & there(Kin.FATHER))
    )
