"""Townships against their county, with what chance alone would do: no ranks, no scores.

A place is called better or worse only when the interval of its own figure does not hold the
county's. Since many places are judged at once, each may err only with the permitted probability
divided by their number (Bonferroni), so that all judgements of one outcome together err with at
most that probability. A place with fewer cases than the least number is not judged.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shouwang.watch.accountability.rules import intervals

Interval = tuple[float, float]


class Judgement(StrEnum):
    """What can be said of a place."""

    BETTER = "better"
    WORSE = "worse"
    ALIKE = "alike"  # cannot be told apart from the county
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Count:
    """Of a place: so many of so many; for a rate, events and the number they may happen to."""

    place: str
    part: int
    whole: int


Rate = Count


@dataclass(frozen=True, slots=True)
class Medians:
    """Of a place: its values, smallest first."""

    place: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A place in a comparison; `value`, `low` and `high` are None without any case."""

    place: str
    part: int | None
    whole: int
    value: float | None
    low: float | None
    high: float | None
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Compared:
    """The county's own figure (None without any case) and a line for each place."""

    value: float | None
    part: int | None
    whole: int
    lines: tuple[Line, ...]

    def judged(self, judgement: Judgement) -> tuple[Line, ...]:
        """The places of which just that can be said."""
        return tuple(line for line in self.lines if line.judgement is judgement)


def compare_shares(
    counts: Sequence[Count], *, least: int, error: float, more_is_better: bool = True
) -> Compared:
    """Shares by Wilson's interval against the share of all places together."""
    return _compare(
        counts,
        _share,
        lambda one, by: intervals.wilson(one.part, one.whole, by),
        least=least,
        error=error,
        more_is_better=more_is_better,
    )


def compare_rates(
    counts: Sequence[Rate], *, per: int, least: int, error: float, more_is_better: bool = False
) -> Compared:
    """Events `per` so many by the exact Poisson interval; `least` is counted of those exposed."""

    def rate(one: Count) -> float:
        return one.part / one.whole * per

    def interval(one: Count, by: float) -> Interval:
        low, high = intervals.poisson(one.part, by)
        return low / one.whole * per, high / one.whole * per

    return _compare(counts, rate, interval, least=least, error=error, more_is_better=more_is_better)


def _share(one: Count) -> float:
    return one.part / one.whole


def _compare(
    counts: Sequence[Count],
    figure: Callable[[Count], float],
    interval: Callable[[Count, float], Interval],
    *,
    least: int,
    error: float,
    more_is_better: bool,
) -> Compared:
    total = Count("", sum(one.part for one in counts), sum(one.whole for one in counts))
    mean = figure(total) if total.whole else None
    own_error = _shared(error, [one.whole for one in counts], least)
    lines = []
    for one in counts:
        if not one.whole or mean is None:
            lines.append(Line(one.place, one.part, 0, None, None, None, Judgement.TOO_FEW))
            continue
        low, high = interval(one, own_error)
        said = _judged(mean, (low, high), one.whole < least, more_is_better)
        lines.append(Line(one.place, one.part, one.whole, figure(one), low, high, said))
    return Compared(mean, total.part, total.whole, tuple(lines))


def compare_medians(
    places: Sequence[Medians], *, least: int, error: float, more_is_better: bool = True
) -> Compared:
    """Medians by the interval between two of the place's own values against that of all values."""
    everything = sorted(value for one in places for value in one.values)
    middle = intervals.median(everything) if everything else None
    own_error = _shared(error, [len(one.values) for one in places], least)
    lines = tuple(_median_line(one, middle, own_error, least, more_is_better) for one in places)
    return Compared(middle, None, len(everything), lines)


def _median_line(
    one: Medians, middle: float | None, error: float, least: int, more_is_better: bool
) -> Line:
    count = len(one.values)
    if not count or middle is None:
        return Line(one.place, None, 0, None, None, None, Judgement.TOO_FEW)
    value, found = intervals.median(one.values), intervals.between(one.values, error)
    if found is None:
        return Line(one.place, None, count, value, None, None, Judgement.TOO_FEW)
    said = _judged(middle, found, count < least, more_is_better)
    return Line(one.place, None, count, value, *found, said)


def _shared(error: float, wholes: Sequence[int], least: int) -> float:
    """The error that each judged place may make."""
    return error / max(1, sum(whole >= max(least, 1) for whole in wholes))


def _judged(mean: float, interval: Interval, too_few: bool, more_is_better: bool) -> Judgement:
    low, high = interval
    if too_few:
        return Judgement.TOO_FEW
    if low <= mean <= high:
        return Judgement.ALIKE
    return Judgement.BETTER if (low > mean) is more_is_better else Judgement.WORSE
