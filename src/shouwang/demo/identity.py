"""Numbers of papers that no real person can hold: valid in form, from blocks never issued.

The six-digit address prefix 360799 has never been a division (the prefecture's codes are 01 to
35, 81, 82 and 83); telephone numbers begin with 1003, which is neither a
subscriber's nor a service's.
"""

import numpy as np
import polars as pl

from shouwang.demo.draws import Bools, Ints, Stream, pick
from shouwang.demo.kin import MALE
from shouwang.demo.people import People
from shouwang.demo.watch import Watch

UNASSIGNED_PREFIX = 360799
UNASSIGNED_PHONES = 1003
PLACE_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
CHECK = "10X98765432"
SEQUENCES = 500
# Kinds of disability: sight, hearing, speech, body, mind (intellectual, mental), several.
DISABILITY_KINDS = (13, 22, 2, 42, 8, 10, 3)


def numbers(people: People) -> pl.Series:
    """Identity numbers (GB 11643) of all people: 17 digits with a check digit, all different."""
    first = _birth_digits(people.birth) * 1000 + _sequences(people)
    digits = first[:, None] // 10 ** np.arange(16, -1, -1) % 10
    check = digits @ PLACE_WEIGHTS % 11
    letters = pl.Series(list(CHECK)).gather(pl.Series(check, dtype=pl.UInt32))
    body = pl.Series(first, dtype=pl.Int64).cast(pl.String)
    return (body + letters).alias("identity_number")


def _birth_digits(birth: Ints) -> Ints:
    """The address prefix and the day of birth, 14 digits."""
    born = pl.Series(birth.astype(np.int32)).cast(pl.Date).to_frame("on")
    on = pl.col("on")
    written = born.select(
        on.dt.year().cast(pl.Int64) * 10_000
        + on.dt.month().cast(pl.Int64) * 100
        + on.dt.day().cast(pl.Int64)
    )
    return UNASSIGNED_PREFIX * 100_000_000 + written.to_series().to_numpy()


def _sequences(people: People) -> Ints:
    """Three digits, odd for men, different for people of the same day and sex."""
    male = people.sex == MALE
    group = people.birth.astype(np.int64) * 2 + male
    order = np.argsort(group, kind="stable")
    ranked = group[order]
    rank = np.empty(len(group), dtype=np.int64)
    rank[order] = np.arange(len(group)) - np.searchsorted(ranked, ranked)
    return (rank * 137 + 11) % SEQUENCES * 2 + male


def without_number(rng: Stream, people: People, watch: Watch) -> Bools:
    """Most infants of the last half year, and hardly anyone else, are not yet on paper."""
    young = people.birth > watch.last - 180
    return rng.random(len(young)) < np.where(young, 0.6, 0.0004)


def disability_kind(rng: Stream, people: People) -> Ints:
    """1 to 7, 0 for people without a disability."""
    kind = pick(rng, DISABILITY_KINDS, len(people.birth)) + 1
    return np.where(people.disability > 0, kind, 0)


def phones(rng: Stream, people: People) -> pl.Series:
    """Eleven digits for heads and most adults under 76, null for the others."""
    count = len(people.birth)
    digits = UNASSIGNED_PHONES * 10**7 + rng.integers(0, 10**7, count)
    adult = people.member & (people.age >= 16) & (people.age < 76)
    has = (people.kin == 0) | (adult & (rng.random(count) < 0.55))
    column = pl.Series("phone", digits, dtype=pl.Int64).cast(pl.String)
    return column.set(pl.Series(~has), None)
