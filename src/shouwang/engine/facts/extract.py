"""A few households taken out of large facts, each row with its number in the table it is from."""

from __future__ import annotations

import polars as pl

from shouwang.engine.errors import UnknownHousehold
from shouwang.engine.facts.checks import collect, numbered
from shouwang.engine.facts.reading import Facts


def neighbourhood(facts: Facts, household_id: str) -> Facts:
    """The facts of a household and of all others of its region; raises UnknownHousehold."""
    households = facts.table("households")
    own = households.filter(pl.col("household_id") == household_id).select("region").head(1)
    found = collect(facts, "households", own)
    if found.is_empty():
        raise UnknownHousehold(household_id=household_id)
    region = found.item()
    ids = households.filter(pl.col("region") == region).select("household_id")
    return extract(facts, collect(facts, "households", ids))


def extract(facts: Facts, ids: pl.DataFrame) -> Facts:
    """The facts of the households with these ids, held in memory."""
    tables: dict[str, pl.DataFrame | pl.LazyFrame] = {}
    for name in facts.standard.tables:
        if facts.holds(name):
            text = numbered(facts, name).with_columns(pl.col("household_id").cast(pl.String))
            own = text.join(ids.lazy(), on="household_id", how="semi", maintain_order="left")
            tables[name] = collect(facts, name, own)
    return Facts.from_tables(tables, as_text=facts.as_text, standard=facts.standard)
