"""Facts at the size of a province, drawn and written a hundred villages at a time."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from shouwang.demo import DEFAULT_SEED, departures, facts, homes, model, places
from shouwang.demo.draws import Ints, stream
from shouwang.demo.earnings import Rhythm
from shouwang.demo.errors import TooFewVillages, WrongRequest
from shouwang.demo.watch import Watch
from shouwang.demo.writing import FORMATS, PartWriter, complete_directory

DEFAULT_AS_OF = date(2024, 6, 30)
CHUNK = 25_000  # households drawn at a time, about
FULLNESS = 0.58  # gives about 3.54 members to a household
MONITORED_SHARE = 0.004
MOST_IN_VILLAGE = 9_999

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class ProvinceSummary:
    """What was written: `rows` by table."""

    households: int
    persons: int
    villages: int
    rows: dict[str, int]


def generate(
    out: Path,
    *,
    households: int,
    seed: int = DEFAULT_SEED,
    as_of: date = DEFAULT_AS_OF,
    regions: Iterable[str] | None = None,
    table_format: str = "parquet",
    progress: Progress | None = None,
) -> ProvinceSummary:
    """Write a facts directory `out` with `households` households; the same arguments give the
    same bytes.

    `regions` are village codes to use, in the order of their numbers, as many as are needed;
    without them the villages of Ruijin, then invented ones. `progress` is called with households
    done and in all. Memory stays below 600 MB whatever the size.

    Raises OutputNotEmpty, TooFewVillages or WrongRequest, before anything is written.
    """
    if households < 1 or seed < 0 or table_format not in FORMATS:
        raise WrongRequest(reason="households from 1, seed from 0, format parquet or csv")
    codes, weights = places.village_codes(regions, households)
    whole = places.settle(seed, households, codes, weights, model.FLOODS)
    if whole.size.max() > MOST_IN_VILLAGE:
        raise TooFewVillages(households=households, villages=len(codes), limit=MOST_IN_VILLAGE)
    watch = Watch(as_of)
    done = 0
    with complete_directory(out) as partial:
        writer = PartWriter(partial, table_format)
        for begin, end in _chunks(whole.size):
            part = whole.part(begin, end)
            writer.write(_draw(seed, begin, part, watch))
            done += int(part.size.sum())
            if progress is not None:
                progress(done, households)
    rows = writer.rows
    return ProvinceSummary(rows["households"], rows["persons"], len(whole.size), rows)


def _chunks(sizes: Ints) -> Iterator[tuple[int, int]]:
    """Begin and end of successive runs of villages with about `CHUNK` households each."""
    chunk = (np.cumsum(sizes) - sizes) // CHUNK
    edges = np.flatnonzero(np.diff(chunk, prepend=-1))
    return zip(edges.tolist(), [*edges[1:].tolist(), len(sizes)], strict=True)


def _draw(seed: int, begin: int, part: places.Places, watch: Watch) -> dict[str, pl.DataFrame]:
    label = f"villages from {part.code[0]}"

    def register(population: model.Population) -> departures.Departed:
        rng = stream(seed, label, "register")
        own = population.homes
        homes.register(rng, own, homes.poverty_score(own, population.people, part))
        since = np.full(len(own.size), watch.first)
        return departures.draw(stream(seed, label, "departures"), since, watch.last)

    population = model.populate(seed, label, part, watch, FULLNESS, register)
    world = model.live_through(seed, label, population, watch, Rhythm.YEARLY)
    return facts.tables(world, _categories(seed, label, population), watch)


def _categories(seed: int, label: str, population: model.Population) -> Ints:
    """A few households in a thousand are monitored, as their history has it."""
    rng = stream(seed, label, "categories")
    own = population.homes
    chance = MONITORED_SHARE * np.exp(0.7 * own.hardship) * np.where(own.registered, 2.5, 0.6)
    monitored = rng.random(len(chance)) < chance
    sudden = rng.random(len(chance)) < 0.3
    edge = model.CATEGORIES.index("unstable") + ~own.registered
    return np.where(monitored, np.where(sudden, model.CATEGORIES.index("sudden"), edge), 0)
