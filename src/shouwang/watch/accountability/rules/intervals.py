"""Confidence intervals by closed formulas or exact sums; no random draws, no further library."""

from collections.abc import Sequence
from fractions import Fraction
from math import exp, fsum, lgamma, log, sqrt
from statistics import NormalDist

_PRECISION = 1e-10


def wilson(part: int, whole: int, error: float) -> tuple[float, float]:
    """The interval of a share, `part` of `whole`, that misses it with probability `error`.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of
    the American Statistical Association 22 (1927), with p = part / whole and n = whole:
    (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n). Of nothing it is everything, (0, 1).
    """
    if whole == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(1 - error / 2)
    share, square = part / whole, z * z / whole
    middle = share + square / 2
    half = z * sqrt(share * (1 - share) / whole + square / (4 * whole))
    low, high = (middle - half) / (1 + square), (middle + half) / (1 + square)
    return (0.0 if part == 0 else low), (1.0 if part == whole else high)


def poisson(events: int, error: float) -> tuple[float, float]:
    """The exact interval of the mean of a count.

    F. Garwood, Fiducial limits for the Poisson distribution, Biometrika 28 (1936): the lower limit
    L has P(X ≥ events | L) = error/2, the upper limit U has P(X ≤ events | U) = error/2.
    """
    half = error / 2
    low = 0.0 if events == 0 else _mean_at(events - 1, 1 - half)
    return low, _mean_at(events, half)


def _mean_at(events: int, probability: float) -> float:
    """The mean at which at most so many events have the probability: it falls as the mean grows."""
    low, high = 0.0, 2.0 * events + 40.0
    while high - low > _PRECISION * max(1.0, high):
        middle = (low + high) / 2
        if _at_most(events, middle) > probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _at_most(events: int, mean: float) -> float:
    """P(X ≤ events) of a Poisson count."""
    if mean == 0:
        return 1.0
    each = (number * log(mean) - mean - lgamma(number + 1) for number in range(events + 1))
    return fsum(exp(one) for one in each)


def median_ranks(count: int, error: float) -> tuple[int, int] | None:
    """The ranks (from 1) of the two values between which the median lies; None for too few values.

    By the sign test: of `count` values the number below the median is binomial with one half, so
    that the values of ranks r and count + 1 - r miss it with probability 2·P(B ≤ r - 1). The
    largest r that keeps within `error` is taken (W. J. Conover, Practical Nonparametric
    Statistics, on the sign test).
    """
    allowed = Fraction(error) / 2 * 2**count
    term, total, rank = 1, 0, 0
    while rank < count // 2 and total + term <= allowed:
        total += term
        term = term * (count - rank) // (rank + 1)
        rank += 1
    return (rank, count + 1 - rank) if rank else None


def median(values: Sequence[float]) -> float:
    """The median of sorted values; of an even number the middle of the two in the middle."""
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def between(values: Sequence[float], error: float) -> tuple[float, float] | None:
    """The interval of the median of sorted values."""
    ranks = median_ranks(len(values), error)
    return (values[ranks[0] - 1], values[ranks[1] - 1]) if ranks else None
