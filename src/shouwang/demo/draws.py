"""Seeded random streams and the few ways of drawing that the model needs.

Every topic has a stream of its own, named by words, so that a change in one topic leaves the
draws of the others as they were.
"""

import zlib

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.integer]
Floats = NDArray[np.floating]
Bools = NDArray[np.bool_]
Stream = np.random.Generator


def stream(seed: int, *names: str | int) -> Stream:
    """The random stream of `seed` for the topic `names`; `seed` is not negative."""
    words = [zlib.crc32(str(name).encode()) for name in names]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))


def pick(rng: Stream, weights: ArrayLike, count: int) -> Ints:
    """`count` positions drawn in proportion to `weights`."""
    steps = np.cumsum(np.asarray(weights, dtype=float))
    return np.searchsorted(steps / steps[-1], rng.random(count), side="right").astype(np.int32)


def pick_by_row(rng: Stream, table: Floats, rows: Ints) -> Ints:
    """For each entry of `rows` a column of `table`, in proportion to that row's weights."""
    steps = np.cumsum(table, axis=1)
    steps /= steps[:, -1:]
    return (rng.random(len(rows))[:, None] > steps[rows]).sum(axis=1).astype(np.int32)


def top_by_weight(rng: Stream, score: Floats, count: int) -> Ints:
    """`count` distinct positions drawn without return in proportion to exp(`score`), sorted."""
    keys = score + rng.gumbel(size=len(score))
    if count > int(np.isfinite(keys).sum()):
        raise ValueError(f"cannot draw {count} of {int(np.isfinite(keys).sum())} candidates")
    if count == 0:
        return np.empty(0, dtype=np.int64)
    return np.sort(np.argpartition(-keys, count - 1)[:count])


def apportion(total: int, weights: ArrayLike) -> Ints:
    """Whole numbers in proportion to `weights` that sum to `total` (largest remainder)."""
    shares = np.asarray(weights, dtype=float)
    shares = shares * (total / shares.sum())
    whole = np.floor(shares).astype(np.int64)
    short = total - int(whole.sum())
    whole[np.argsort(whole - shares, kind="stable")[:short]] += 1
    return whole


def fen(yuan: Floats) -> Ints:
    """Whole fen of an amount drawn in yuan; never negative."""
    return np.maximum(np.rint(yuan * 100), 0).astype(np.int64)
