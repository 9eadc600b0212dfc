"""What a candidate value of a parameter would change, before anybody saves it."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from shouwang.engine import Pack, read_facts, screen
from shouwang.engine.parameters import ParameterValue
from shouwang.kernel import scope
from shouwang.kernel.regioncode import DIGITS, LENGTH, Level, RegionCode
from shouwang.policies.queries import current_pack
from shouwang.watch.monitoring import queries, snapshots
from shouwang.watch.monitoring.errors import NothingScreened
from shouwang.watch.monitoring.models import ScreeningRun

SAMPLE = 20
_CLUE = ["household_id", "rule"]


@dataclass(frozen=True, slots=True)
class Shift:
    """How much is added and dropped for one place (its code) or one rule (its name)."""

    key: str
    added: int
    dropped: int


@dataclass(frozen=True, slots=True)
class Preview:
    """The difference a candidate makes on the facts of the latest run.

    Households are added when they would have a clue and have none now, dropped when they would have
    none any more. `rules` counts clues. The samples are household numbers in order of number.
    """

    run: ScreeningRun
    households: int
    added: int
    dropped: int
    townships: tuple[Shift, ...]
    villages: tuple[Shift, ...]
    rules: tuple[Shift, ...]
    added_sample: tuple[str, ...]
    dropped_sample: tuple[str, ...]


def preview_value(
    *,
    parameter: str,
    region_code: str,
    value: int,
    note: Callable[[int, str], None] = lambda percent, step: None,
) -> Preview:
    """Screen the latest run's facts by the candidate and compare; changes nothing.

    The candidate is taken to hold on the run's day whatever its dates are to be: the question is
    whom it would touch. Places outside the entered scope do not count. Raises NothingScreened,
    EngineError.
    """
    place = RegionCode(region_code)
    run = queries.latest_run(place)
    if run is None or not snapshots.exists(run):
        raise NothingScreened()
    candidate = ParameterValue(parameter, place.prefix, value, date.min)
    note(10, "按新数值逐户筛查")
    after = _screened(run, place, current_pack(run.region_code, candidate=candidate))
    note(55, "与现行数值的结果比较")
    return _compare(run, _before(run, place), after)


def _before(run: ScreeningRun, place: RegionCode) -> pl.DataFrame:
    """The clues by today's policy: the run's own, unless values were entered since."""
    pack = current_pack(run.region_code)
    if pack.version != run.policy_version:
        return _screened(run, place, pack)
    return _seen(pl.read_parquet(snapshots.directory(run) / "clues.parquet"), place)


def _screened(run: ScreeningRun, place: RegionCode, pack: Pack) -> pl.DataFrame:
    facts = read_facts(snapshots.directory(run))
    return _seen(screen(facts, pack, run.as_of, region=place.prefix).clues, place)


def _seen(clues: pl.DataFrame, place: RegionCode) -> pl.DataFrame:
    """The clues inside the place that the entered scope shows."""
    shown = pl.any_horizontal(
        pl.lit(False),
        *(pl.col("region").str.starts_with(prefix) for prefix in scope.current().prefixes),
    )
    inside = pl.col("region").str.starts_with(place.prefix)
    return clues.filter(shown & inside).select(*_CLUE, "region")


def _compare(run: ScreeningRun, before: pl.DataFrame, after: pl.DataFrame) -> Preview:
    added, dropped = _households(after, before), _households(before, after)
    return Preview(
        run=run,
        households=after["household_id"].n_unique(),
        added=added.height,
        dropped=dropped.height,
        townships=_by_place(added, dropped, Level.TOWNSHIP),
        villages=_by_place(added, dropped, Level.VILLAGE),
        rules=_shifts(
            after.join(before, on=_CLUE, how="anti")["rule"],
            before.join(after, on=_CLUE, how="anti")["rule"],
        ),
        added_sample=tuple(added["household_id"].head(SAMPLE)),
        dropped_sample=tuple(dropped["household_id"].head(SAMPLE)),
    )


def _households(these: pl.DataFrame, those: pl.DataFrame) -> pl.DataFrame:
    """Households with a clue in the first and none in the second."""
    return (
        these.unique("household_id")
        .join(those, on="household_id", how="anti")
        .select("household_id", "region")
        .sort("household_id")
    )


def _by_place(added: pl.DataFrame, dropped: pl.DataFrame, level: Level) -> tuple[Shift, ...]:
    digits = pl.col("region").str.slice(0, DIGITS[level]).str.pad_end(LENGTH, "0")
    return _shifts(added.select(digits)["region"], dropped.select(digits)["region"])


def _shifts(added: Iterable[str], dropped: Iterable[str]) -> tuple[Shift, ...]:
    plus, minus = Counter(added), Counter(dropped)
    return tuple(Shift(key, plus[key], minus[key]) for key in sorted(plus.keys() | minus.keys()))
