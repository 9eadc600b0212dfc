"""The facts that screening one household needs: all of its own, and of its neighbours as few as do.

What a rule compares a household with its neighbours by is read for the whole village, the rest for
the household alone. The caller's scope must be entered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl
from django.db import connection

from shouwang.engine import Facts, Pack
from shouwang.engine.standings import Compared, compared
from shouwang.watch.monitoring.facts_source import Parameters, Reach, months_seen, table
from shouwang.watch.monitoring.facts_sql import (
    HAS_MERGED,
    NEAR,
    NEAR_UNMERGED,
    STATE_COLUMNS,
    STATEMENTS,
    UNMERGED,
)
from shouwang.watch.registry.models import Household

_ALWAYS = frozenset({"households", "persons"})


def village_facts(household: Household, on: date, pack: Pack) -> Facts:
    """The facts as known on the day; neighbours' are whole where their standing looks at them.

    Raises MissingParameter.
    """
    village = Reach(household.region_code, on, months_seen(pack))
    near = _Near(household, village, compared(pack, on, household.region_code))
    merged = _has_merged(village)
    whole, short = (STATEMENTS, NEAR) if merged else (UNMERGED, NEAR_UNMERGED)
    read = {name: near.table(name, whole[name], short.get(name)) for name in reversed(whole)}
    # An empty table counts as an absent one, and what is absent is not reckoned with.
    return Facts.from_tables(
        {name: rows for name, rows in read.items() if name in _ALWAYS or not rows.is_empty()}
    )


@dataclass(frozen=True, slots=True)
class _Near:
    """How much of each table is read."""

    household: Household
    village: Reach
    compared: Mapping[str, Compared]

    def table(self, name: str, whole: str, short: str | None) -> pl.DataFrame:
        if name not in _ALWAYS and name not in self.compared:
            alone = replace(self.village, household=self.household.pk)
            return table(whole, name, alone.parameters)
        looked_at = self.compared.get(name, Compared(frozenset(), None))
        if short is None or looked_at.columns & STATE_COLUMNS:
            return table(whole, name, self.village.parameters)
        return table(short, name, self._short(looked_at))

    def _short(self, looked_at: Compared) -> Parameters:
        every = self.village.parameters
        return {**every, "own": self.household.pk, "compared": looked_at.since or every["since"]}


def _has_merged(reach: Reach) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(HAS_MERGED, reach.parameters)
        return bool(cursor.fetchone()[0])
