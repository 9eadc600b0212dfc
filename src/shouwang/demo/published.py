"""The published figures of the demonstration county, and the yearly series derived from them."""

from importlib import resources
from typing import Any

import numpy as np
import polars as pl
import yaml

from shouwang.demo.draws import Ints, apportion
from shouwang.demo.homes import Homes
from shouwang.demo.model import Population
from shouwang.demo.places import COUNTY
from shouwang.demo.register import Register

# Rural registered population at each year's end: ours, such that the published incidence of 2014
# (14.3 %) and 2018 (0.91 %) follows; see docs/explanation/demonstration-county.md.
RURAL_POPULATION = {
    2014: 574_100, 2015: 572_600, 2016: 570_900, 2017: 568_900, 2018: 566_900, 2019: 565_800,
    2020: 564_900,
}  # fmt: skip
# Poor villages and the year in which each of them left that state.
POOR_VILLAGES = {2016: 7, 2017: 27, 2018: 15}


def text() -> str:
    """The file of published figures as shipped."""
    file = resources.files("shouwang.demo").joinpath("data/ruijin-published.yaml")
    return file.read_text(encoding="utf-8")


def figures() -> list[dict[str, Any]]:
    """Published figures: key, zh, en, value, unit, year, source."""
    found: list[dict[str, Any]] = yaml.safe_load(text())["figures"]
    return found


def counts(register: Register, homes_id: pl.Series) -> pl.DataFrame:
    """One row for each year's end and household then registered, with the persons on its roll.

    The published totals are sums over this table: `sum(persons) where year_end = 2018`.
    """
    base = pl.DataFrame(
        [
            homes_id.gather(pl.Series(register.household, dtype=pl.UInt32)),
            pl.Series("lifted", register.lifted_year),
            pl.Series("persons", register.persons, dtype=pl.Int64),
        ]
    )
    years = [
        base.filter(pl.col("lifted") > year).select(
            "household_id", pl.lit(year, dtype=pl.Int64).alias("year_end"), "persons"
        )
        for year in RURAL_POPULATION
    ]
    return pl.concat(years)


def yearly(population: Population, register: Register, scale: float) -> pl.DataFrame:
    """The register at each year's end, for the county and every village; villages sum to it."""
    homes = population.homes
    village = homes.village[register.household]
    base = pl.DataFrame(
        {"village": village, "lifted": register.lifted_year, "persons": register.persons}
    )
    rows = [_year(base, year, population, scale) for year in RURAL_POPULATION]
    by_village = pl.concat(rows)
    county = (
        by_village.group_by("year", maintain_order=True)
        .agg(pl.exclude("region").sum())
        .insert_column(1, pl.Series("region", [str(COUNTY)] * len(rows)))
    )
    return pl.concat([county, by_village])


def _year(base: pl.DataFrame, year: int, population: Population, scale: float) -> pl.DataFrame:
    places = population.places
    still, now = pl.col("lifted") > year, pl.col("lifted") == year
    figures = base.group_by("village").agg(
        registered_households=still.sum().cast(pl.Int64),
        registered_persons=pl.col("persons").filter(still).sum(),
        lifted_households=now.sum().cast(pl.Int64),
        lifted_persons=pl.col("persons").filter(now).sum(),
    )
    people = rural_population(population.homes, len(places.size), year, scale)
    villages = pl.DataFrame(
        {
            "year": pl.Series([year] * len(places.size), dtype=pl.Int64),
            "region": pl.Series(places.code, dtype=pl.Int64).cast(pl.String),
            "rural_population": people,
            "village": pl.Series(range(len(places.size)), dtype=base.schema["village"]),
        }
    )
    return villages.join(figures, on="village", how="left").drop("village").fill_null(0)


def rural_population(homes: Homes, villages: int, year: int, scale: float) -> Ints:
    """Each village's share of that year's rural population, by its members today."""
    members = np.bincount(homes.village, homes.size, villages)
    return apportion(round(RURAL_POPULATION[year] * scale), members)


def villages(population: Population, register: Register, scale: float) -> pl.DataFrame:
    """One row a village: households, poor village or not, when it left that state, floods.

    Poor villages are those with the highest share of registered households.
    """
    places = population.places
    count = len(places.size)
    registered = np.bincount(population.homes.village[register.household], minlength=count)
    total = max(1, round(sum(POOR_VILLAGES.values()) * scale))
    poor = np.argsort(-registered / places.size, kind="stable")[:total]
    left = np.zeros(count, dtype=np.int64)
    left[poor[::-1]] = np.repeat(list(POOR_VILLAGES), apportion(total, [*POOR_VILLAGES.values()]))
    exited = pl.Series("poor_village_exited", left)
    return pl.DataFrame(
        [
            pl.Series("region", places.code, dtype=pl.Int64).cast(pl.String),
            pl.Series("households", places.size, dtype=pl.Int64),
            pl.Series("poor_village", left > 0),
            exited.set(exited == 0, None),
            pl.Series("floods", [n.bit_count() for n in places.flood.tolist()], dtype=pl.Int64),
        ]
    )
