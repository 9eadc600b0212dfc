"""The demonstration county: Ruijin's places and published totals, invented people.

One call writes a directory with `facts/` (the facts standard on 30 June 2024), `registry/` (the
dossiers, the register of 2014–2020 and the monitored) and `published.yaml`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from shouwang.demo import (
    DEFAULT_SEED,
    departures,
    dossiers,
    facts,
    homes,
    kinship,
    model,
    places,
    published,
    register,
    registry,
)
from shouwang.demo import subjects as monitoring
from shouwang.demo.draws import stream
from shouwang.demo.earnings import Rhythm
from shouwang.demo.errors import WrongRequest
from shouwang.demo.facts import coded, dates
from shouwang.demo.register import CAUSES, END_OF_2014, FIRST_REGISTERED, Register
from shouwang.demo.watch import NEVER, Watch
from shouwang.demo.writing import complete_directory, write_parquet

HOUSEHOLDS = 143_000
FULLNESS = 1.6
AS_OF = date(2024, 6, 30)
LABEL = "county"
STEPS = 5

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class CountySummary:
    """What was written: `rows` by table, facts first."""

    households: int
    persons: int
    registered_households: int
    registered_persons: int
    monitored: int
    rows: dict[str, int]


def generate(
    out: Path, *, seed: int = DEFAULT_SEED, scale: float = 1.0, progress: Progress | None = None
) -> CountySummary:
    """Write the county to `out`; the same seed and scale give the same bytes.

    `scale` from 0.005 to 1 shrinks everything; only 1 gives the published figures. `progress` is
    called with what is being done, the step and the number of steps.

    Raises OutputNotEmpty or WrongRequest, before anything is written.
    """
    if not 0.005 <= scale <= 1 or seed < 0:
        raise WrongRequest(reason="scale from 0.005 to 1, seed from 0")
    say = progress or (lambda text, step, steps: None)
    watch = Watch(AS_OF)
    with complete_directory(out) as partial:
        say("households and people", 1, STEPS)
        population, roll = _populate(seed, scale, watch)
        say("two years of income, illness and weather", 2, STEPS)
        world = model.live_through(seed, LABEL, population, watch, Rhythm.MONTHLY)
        subjects = monitoring.monitor(stream(seed, "subjects"), world, watch, scale)
        category = monitoring.current(subjects, len(population.homes.size))
        say("facts", 3, STEPS)
        rows = _write(partial / "facts", facts.tables(world, category, watch), parts=True)
        say("registry", 4, STEPS)
        tables = _registry(seed, population, roll, subjects, watch, scale)
        tables |= dossiers.tables(seed, world, subjects, watch)
        rows |= _write(partial / "registry", tables, parts=False)
        (partial / "published.yaml").write_text(published.text(), encoding="utf-8")
        say("done", STEPS, STEPS)
    return CountySummary(
        households=rows["households"],
        persons=rows["persons"],
        registered_households=len(roll.household),
        registered_persons=int(roll.persons.sum()),
        monitored=int((subjects.end == NEVER).sum()),
        rows=rows,
    )


def _populate(seed: int, scale: float, watch: Watch) -> tuple[model.Population, Register]:
    village = places.county_villages(seed, round(HOUSEHOLDS * scale), scale, model.FLOODS)
    chosen: list[Register] = []

    def enrol(population: model.Population) -> departures.Departed:
        roll, gone = _enrol(seed, scale, population, watch)
        chosen.append(roll)
        return gone

    population = model.populate(seed, LABEL, village, watch, FULLNESS, enrol)
    return population, chosen[0]


def _enrol(
    seed: int, scale: float, population: model.Population, watch: Watch
) -> tuple[Register, departures.Departed]:
    """The register, and former members: of registered households since 2014."""
    own, people = population.homes, population.people
    rng = stream(seed, "register")
    count = round(register.REGISTERED_HOUSEHOLDS * scale)
    total = round(register.REGISTERED_PERSONS * scale)
    score = homes.poverty_score(own, people, population.places)
    household, year = register.choose(rng, own, score, count)
    since = np.where(own.registered, END_OF_2014, watch.first)
    gone = departures.draw(stream(seed, "departures"), since, watch.last)
    gone, persons = register.call_roll(
        rng, people, household, year, gone, total=total, until=watch.last
    )
    causes = register.assign_causes(rng, own, people, household)
    registered_on = FIRST_REGISTERED + rng.integers(0, 240, count)
    return Register(household, registered_on, year, persons, causes), gone


def _registry(
    seed: int,
    population: model.Population,
    roll: Register,
    subjects: monitoring.Subjects,
    watch: Watch,
    scale: float,
) -> dict[str, pl.DataFrame]:
    own = population.homes
    homes_id = facts.household_ids(own.key)
    persons_id = facts.person_ids(own.key, population.people)
    rng = stream(seed, "registry")
    papers = kinship.papers(stream(seed, "kinship"), population.people, len(own.size))
    people = registry.persons(rng, population, homes_id, persons_id, watch)
    return {
        "registry.households": registry.households(population, roll, homes_id),
        "registry.persons": people.hstack(papers),
        "registry.category_periods": _category_periods(own, roll, subjects, homes_id),
        "registry.causes": _causes(roll, homes_id),
        "registry.registered_counts": published.counts(roll, homes_id),
        "registry.yearly": published.yearly(population, roll, scale),
        "registry.villages": published.villages(population, roll, scale),
    }


def _category_periods(
    own: homes.Homes, roll: Register, subjects: monitoring.Subjects, homes_id: pl.Series
) -> pl.DataFrame:
    """Half-open periods: registered poor until lifted, and monitored later; null while it lasts."""
    household = np.concatenate([roll.household, subjects.household])
    poor = np.full(len(roll.household), model.CATEGORIES.index("registered_poor"))
    table = pl.DataFrame(
        [
            homes_id.gather(pl.Series(household, dtype=pl.UInt32)),
            coded("category", model.CATEGORIES, np.concatenate([poor, subjects.category])),
            dates("from_on", np.concatenate([roll.registered_on, subjects.begin])),
            dates("to_on", np.concatenate([own.lifted_on[roll.household], subjects.end])),
        ]
    )
    return table.sort("household_id", "from_on")


def _causes(roll: Register, homes_id: pl.Series) -> pl.DataFrame:
    """Causes of poverty by rank: 1 the main one, 2 and 3 further ones."""
    row, rank = np.nonzero(roll.causes >= 0)
    return pl.DataFrame(
        [
            homes_id.gather(pl.Series(roll.household[row], dtype=pl.UInt32)),
            coded("cause", CAUSES, roll.causes[row, rank]),
            pl.Series("rank", rank + 1, dtype=pl.Int64),
        ]
    )


def _write(folder: Path, tables: dict[str, pl.DataFrame], *, parts: bool) -> dict[str, int]:
    """Write tables to `folder`, each as a folder with one part or as one file; rows by table."""
    folder.mkdir()
    for name, table in tables.items():
        stem = name.removeprefix("registry.")
        if parts:
            (folder / stem).mkdir()
        write_parquet(
            table, folder / (f"{stem}/part-00000.parquet" if parts else f"{stem}.parquet")
        )
    return {name: table.height for name, table in tables.items()}
