"""Inspecting: what a pack's rules find about households and about each of their persons.

Unlike screening it looks at households without members too, and its rules may speak of one person.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import reduce

import narwhals as nw
import polars as pl

from shouwang.engine.backends import polars as polars_backend
from shouwang.engine.backends import python as python_backend
from shouwang.engine.backends.frames import HOUSEHOLD, MEMBER
from shouwang.engine.backends.polars import Worked
from shouwang.engine.clues import evidence
from shouwang.engine.errors import UnknownEngine
from shouwang.engine.facts.reading import Facts
from shouwang.engine.model import Expression
from shouwang.engine.pack.definitions import Pack, Rule
from shouwang.engine.plan import Plan, make_plan

ENGINES = ("polars", "python")
SCHEMA = {
    "household_id": pl.String(),
    "region": pl.String(),
    "person_id": pl.String(),
    "rule": pl.String(),
    "rule_version": pl.Int64(),
    "severity": pl.Int64(),
    "evidence": pl.String(),
}


def inspect(
    facts: Facts,
    pack: Pack,
    as_of: date,
    *,
    engine: str = "polars",
    region: str = "",
    trusted: bool = False,
) -> pl.DataFrame:
    """What the rules find, one row each, `person_id` null where the household as a whole is meant.

    Sorted by household, rule and person. Facts that a database with its constraints has just
    written may be `trusted`: the loops then begin without checking them. Raises EngineError:
    unacceptable facts, a missing parameter, an engine that cannot inspect.
    """
    if engine == "polars":
        found = _by_polars(facts, make_plan(pack, as_of), region)
    elif engine == "python":
        if not trusted:
            polars_backend.check(facts)
        found = _by_loops(facts, pack, as_of, region)
    else:
        raise UnknownEngine(name=engine)
    return found.sort("household_id", "rule", "person_id", nulls_last=False)


def _by_loops(facts: Facts, pack: Pack, as_of: date, region: str) -> pl.DataFrame:
    cases = python_backend.read_cases(facts, pack, as_of, region)
    python_backend.work_out(cases, pack)
    rows = [row for case in cases for row in python_backend.findings_of(case, pack)]
    return pl.DataFrame(rows, schema=SCHEMA)


def _by_polars(facts: Facts, plan: Plan, region: str) -> pl.DataFrame:
    worked = polars_backend.work_out(facts, plan, region)
    parts = [*_of_households(worked, plan), *_of_persons(worked, plan)]
    return pl.concat([pl.DataFrame(schema=SCHEMA), *parts])


def _of_households(worked: Worked, plan: Plan) -> Iterable[pl.DataFrame]:
    names = [rule.name for rule in plan.rules]
    if not names:
        return
    wanted = worked.households.filter(pl.any_horizontal(names))
    nobody = pl.lit(None, dtype=pl.String).alias("person_id")
    shown = dict.fromkeys([*names, *plan.shown])
    rows = wanted.select("household_id", "region", nobody, *shown).collect()
    for rule in plan.rules:
        yield _findings(rows, rule, plan)


def _of_persons(worked: Worked, plan: Plan) -> Iterable[pl.DataFrame]:
    """The persons a rule speaks of, with what is known of their household beside them."""
    names = [rule.name for rule in plan.person_rules]
    if not names:
        return
    there = set(worked.persons.collect_schema().names())
    beside = [*plan.carried, *worked.compiler.settings.columns.values()]
    columns = ["region", *(name for name in beside if name not in there)]
    households = worked.households.select(HOUSEHOLD, *columns)
    persons = nw.from_native(worked.persons.join(households, on=HOUSEHOLD, how="inner"))
    for rule, step in zip(plan.person_rules, plan.person_steps, strict=True):
        assert isinstance(step.computed, Expression)
        holds = worked.compiler.compile(step.computed)
        holds = holds & nw.col(MEMBER) if rule.of == "members" else holds
        persons = persons.with_columns(holds.alias(step.name))
    shown = {name for rule in plan.person_rules for _, name in rule.evidence}
    fired = persons.filter(reduce(lambda one, other: one | other, map(nw.col, names)))
    rows = fired.to_native().select("household_id", "region", "person_id", *names, *shown)
    collected = rows.collect(engine="streaming")
    for rule in plan.person_rules:
        yield _findings(collected, rule, plan)


def _findings(rows: pl.DataFrame, rule: Rule, plan: Plan) -> pl.DataFrame:
    return rows.filter(pl.col(rule.name)).select(
        "household_id",
        "region",
        "person_id",
        pl.lit(rule.name).alias("rule"),
        pl.lit(rule.version, dtype=pl.Int64).alias("rule_version"),
        pl.lit(rule.severity, dtype=pl.Int64).alias("severity"),
        evidence(rule, plan.pack).alias("evidence"),
    )
