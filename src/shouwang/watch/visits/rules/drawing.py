"""Drawing households by lot so that anybody can repeat it, and how sure a share is."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

METHOD = (
    "把范围内每一户的户编号接在种子之后（种子、换行、户编号，UTF-8 编码），求 SHA-256 散列值；"
    "按散列值（十六进制小写）从小到大排列，取最前面的若干户。"
)
_Z = 1.959963984540054  # the normal quantile of 97.5 per cent


def lot(seed: str, number: str) -> str:
    """A household's lot: SHA-256 of the seed, a line feed and its number, in hexadecimal.

    Nobody can steer it towards a household: every other seed gives every household another lot.
    """
    return hashlib.sha256(f"{seed}\n{number}".encode()).hexdigest()


def draw(seed: str, frame: Iterable[str], size: int) -> list[str]:
    """The households drawn: those with the smallest lots, the smallest first.

    The frame may be in any order and name a household twice; a larger size takes everybody.
    """
    return sorted(set(frame), key=lambda number: lot(seed, number))[:size]


def frame_digest(frame: Iterable[str]) -> str:
    """What shows later that a frame is the one drawn from: SHA-256 of its sorted numbers, by line.

    In hexadecimal.
    """
    return hashlib.sha256("\n".join(sorted(set(frame))).encode()).hexdigest()


def size_of(frame: int, *, size: int | None, per_cent: int | None) -> int:
    """How many to draw: the number wanted, or the share of the frame rounded up; at most all."""
    wanted = size if size is not None else -(-frame * (per_cent or 0) // 100)
    return min(frame, wanted)


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its interval of 95 per cent: from 0 to 1, None where nothing was checked."""

    part: int
    whole: int
    value: float | None
    low: float | None
    high: float | None


def wilson(part: int, whole: int) -> Share:
    """The share of `part` in `whole` with the interval of Wilson (1927): sound for few and for all.

    Centre (p + z²/2n) / (1 + z²/n), half width z/(1 + z²/n) · √(p(1−p)/n + z²/4n²).
    """
    if not whole:
        return Share(part, whole, None, None, None)
    p, square = part / whole, _Z * _Z
    centre = (p + square / (2 * whole)) / (1 + square / whole)
    half = _Z / (1 + square / whole) * sqrt(p * (1 - p) / whole + square / (4 * whole * whole))
    # at 0 and 1 the bound is the share itself; rounding must not put it beside
    return Share(part, whole, p, max(0.0, min(p, centre - half)), min(1.0, max(p, centre + half)))


def ordered(seed: str, numbers: Sequence[str]) -> list[tuple[int, str, str]]:
    """Rank from 1, number and lot of households drawn, in the order given."""
    return [(rank, number, lot(seed, number)) for rank, number in enumerate(numbers, 1)]
