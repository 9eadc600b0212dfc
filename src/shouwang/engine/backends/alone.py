"""One household screened: the fast backend says where it stands, the plain one does the rest.

A plan of some hundred expressions costs a fast backend the same for one household as for a
thousand. Only what compares a household with its neighbours needs them all.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from shouwang.engine.backends import polars as polars_backend
from shouwang.engine.backends import python as python_backend
from shouwang.engine.backends.python import Outcome
from shouwang.engine.facts.reading import Facts
from shouwang.engine.pack.definitions import Pack
from shouwang.engine.standings import standings, standings_plan


def screen(facts: Facts, pack: Pack, as_of: date, region: str, household: str) -> Outcome:
    """The clues of one household; all facts are checked, and raises, as when all are screened."""
    plan = standings_plan(pack, as_of)
    stood = polars_backend.stand(facts, plan, region, household, standings(pack))
    clues = []
    if stood.values is not None:
        [case] = python_backend.read_cases(_own(facts, household), pack, as_of, region)
        python_backend.work_out([case], pack, stood.values)
        clues = python_backend.clues_of(case, pack)
    return Outcome(clues, stood.screened, stood.empty)


def _own(facts: Facts, household: str) -> Facts:
    """The facts of the household, which have been checked: the others of its region are left."""
    mine = pl.col("household_id").cast(pl.String) == household
    return replace(facts, raw={name: rows.filter(mine) for name, rows in facts.raw.items()})
