"""The nine tables of the facts standard, version 1, from one drawn world."""

import numpy as np
import polars as pl

from shouwang.demo import dwellings, earnings, hazards, model, outlays, people
from shouwang.demo.draws import Ints
from shouwang.demo.people import People
from shouwang.demo.watch import NEVER, Watch

TABLES = (
    "households", "persons", "income", "spending", "payouts", "housing", "water", "events", "sales",
)  # fmt: skip
LONGEST_NAME = 99  # members of a household are numbered with two digits


def tables(world: model.World, category: Ints, watch: Watch) -> dict[str, pl.DataFrame]:
    """All nine tables; `category` is each household's position in `CATEGORIES`."""
    own, persons = world.population.homes, world.population.people
    homes_id = household_ids(own.key)
    persons_id = person_ids(own.key, persons)
    return {
        "households": _households(world.population, homes_id, category),
        "persons": _persons(persons, homes_id, persons_id),
        "income": _income(world.income, homes_id, watch),
        "spending": _payments(world.spending, outlays.SPENDING_KINDS, homes_id, persons_id),
        "payouts": _payouts(world.payouts, homes_id),
        "housing": _housing(world.houses, homes_id),
        "water": _water(world.water, homes_id),
        "events": _events(world.events, homes_id, persons_id),
        "sales": _sales(world, homes_id, watch),
    }


def household_ids(key: Ints) -> pl.Series:
    """`H`, the village code, and four digits of the household's serial."""
    return _prefixed("household_id", "H", key)


def person_ids(key: Ints, persons: People) -> pl.Series:
    """`P`, the household's digits, and two of the person's number in it."""
    return _prefixed("person_id", "P", key[persons.household] * 100 + persons.number)


def _prefixed(name: str, letter: str, number: Ints) -> pl.Series:
    digits = pl.Series(name, number, dtype=pl.Int64).cast(pl.String)
    return pl.select(pl.concat_str(pl.lit(letter), digits).alias(name)).to_series()


def coded(name: str, codes: tuple[str, ...], position: Ints) -> pl.Series:
    """A column of codes from their positions."""
    return pl.Series(name, codes, dtype=pl.String).gather(pl.Series(position, dtype=pl.UInt32))


def dates(name: str, days: Ints) -> pl.Series:
    """A column of dates from day numbers, null where `NEVER`."""
    column = pl.Series(name, days.astype(np.int32))
    return column.set(column == NEVER, None).cast(pl.Date)


def _take(column: pl.Series, position: Ints) -> pl.Series:
    return column.gather(pl.Series(position, dtype=pl.UInt32))


def _take_known(column: pl.Series, position: Ints) -> pl.Series:
    """Entries at `position`, null where it is negative."""
    known = pl.Series(np.maximum(position, 0), dtype=pl.UInt32)
    return column.gather(known.set(pl.Series(position < 0), None))


def _fen(name: str, amount: Ints) -> pl.Series:
    return pl.Series(name, amount, dtype=pl.Int64)


def village_column(population: model.Population) -> pl.Series:
    """The village code of each household."""
    code = population.places.code[population.homes.village]
    return pl.Series("region", code, dtype=pl.Int64).cast(pl.String)


def _households(population: model.Population, ids: pl.Series, category: Ints) -> pl.DataFrame:
    own = population.homes
    return pl.DataFrame(
        [
            ids,
            village_column(population),
            pl.Series("ever_registered", own.registered),
            dates("lifted_on", own.lifted_on),
            coded("category", model.CATEGORIES, category),
        ]
    )


def _persons(persons: People, homes_id: pl.Series, persons_id: pl.Series) -> pl.DataFrame:
    return pl.DataFrame(
        [
            persons_id,
            _take(homes_id, persons.household),
            dates("birth_on", persons.birth),
            coded("sex", ("0", "1", "2"), persons.sex),
            pl.Series("alive", persons.alive),
            pl.Series("moved_out", persons.moved),
            coded("schooling", people.SCHOOLING, persons.schooling),
            coded("labour", people.LABOUR, persons.labour),
            pl.Series("disability_grade", persons.disability, dtype=pl.Int64),
            dates("disability_on", persons.disabled_on),
        ]
    )


def _income(rows: earnings.Rows, homes_id: pl.Series, watch: Watch) -> pl.DataFrame:
    return pl.DataFrame(
        [
            _take(homes_id, rows.household),
            dates("month", watch.starts(rows.month)),
            coded("kind", earnings.KINDS, rows.kind),
            _fen("amount_fen", rows.amount),
        ]
    )


def _payments(
    paid: outlays.Payments, kinds: tuple[str, ...], homes_id: pl.Series, persons_id: pl.Series
) -> pl.DataFrame:
    return pl.DataFrame(
        [
            _take(homes_id, paid.household),
            _take_known(persons_id, paid.person),
            dates("spent_on", paid.on),
            coded("kind", kinds, paid.kind),
            _fen("amount_fen", paid.amount),
        ]
    )


def _payouts(paid: outlays.Payments, homes_id: pl.Series) -> pl.DataFrame:
    return pl.DataFrame(
        [
            _take(homes_id, paid.household),
            dates("paid_on", paid.on),
            coded("kind", outlays.PAYOUT_KINDS, paid.kind),
            _fen("amount_fen", paid.amount),
        ]
    )


def _housing(found: dwellings.Findings, homes_id: pl.Series) -> pl.DataFrame:
    return pl.DataFrame(
        [
            _take(homes_id, found.household),
            dates("assessed_on", found.on),
            coded("grade", dwellings.GRADES, found.value),
        ]
    )


def _water(found: dwellings.Findings, homes_id: pl.Series) -> pl.DataFrame:
    return pl.DataFrame(
        [
            _take(homes_id, found.household),
            dates("observed_on", found.on),
            pl.Series("safe", found.value == 1),
        ]
    )


def _events(events: hazards.Events, homes_id: pl.Series, persons_id: pl.Series) -> pl.DataFrame:
    loss = _fen("loss_fen", np.rint(events.loss * 100).astype(np.int64))
    return pl.DataFrame(
        [
            _take(homes_id, events.household),
            _take_known(persons_id, events.person),
            dates("happened_on", events.on),
            coded("kind", hazards.KINDS, events.kind),
            loss.set(loss < 0, None),
        ]
    )


def _sales(world: model.World, homes_id: pl.Series, watch: Watch) -> pl.DataFrame:
    sales = world.sales
    return pl.DataFrame(
        [
            _take(homes_id, sales.household),
            dates("month", watch.months[sales.month]),
            _fen("contracted_fen", sales.contracted),
            _fen("delivered_fen", sales.delivered),
        ]
    )
