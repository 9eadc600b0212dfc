"""Clues from the households where rules fired: one row per household and rule, evidence as JSON."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from shouwang.engine.model import Kind
from shouwang.engine.pack.definitions import Pack, Rule, Shown
from shouwang.engine.plan import CATEGORY, Plan

SCHEMA = {
    "household_id": pl.String(),
    "region": pl.String(),
    "rule": pl.String(),
    "rule_version": pl.Int64(),
    "severity": pl.Int64(),
    "proposed_category": pl.String(),
    "as_of": pl.Date(),
    "evidence": pl.String(),
}
_CHUNK = 100_000
_ORDER = "_order"


def clue_parts(wide: pl.DataFrame, plan: Plan) -> Iterator[pl.DataFrame]:
    """The clues in order of household and rule, some hundred thousand households at a time."""
    for start in range(0, wide.height, _CHUNK):
        yield _clues(wide.slice(start, _CHUNK), plan)


def _clues(wide: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    rows = wide.with_row_index(_ORDER).rechunk()
    by_rule = [
        _clues_of(fired, rule, plan)
        for rule in plan.rules
        if not (fired := rows.filter(pl.col(rule.name)).rechunk()).is_empty()
    ]
    if not by_rule:
        return pl.DataFrame(schema=SCHEMA)
    return pl.concat(by_rule).sort(_ORDER, maintain_order=True).drop(_ORDER)


def _clues_of(fired: pl.DataFrame, rule: Rule, plan: Plan) -> pl.DataFrame:
    return fired.select(
        "household_id",
        "region",
        pl.lit(rule.name).alias("rule"),
        pl.lit(rule.version, dtype=pl.Int64).alias("rule_version"),
        pl.lit(rule.severity, dtype=pl.Int64).alias("severity"),
        pl.col(CATEGORY).alias("proposed_category"),
        pl.lit(plan.as_of, dtype=pl.Date).alias("as_of"),
        evidence(rule, plan.pack).alias("evidence"),
        _ORDER,
    )


def evidence(rule: Rule, pack: Pack) -> pl.Expr:
    """The rule's evidence as a JSON object, names in the rule's order."""
    parts: list[pl.Expr] = []
    for position, (shown, name) in enumerate(rule.evidence):
        parts.append(pl.lit(f'{"," if position else "{"}"{shown}":'))
        parts.append(_json(pack.shown(rule, name)))
    return pl.concat_str([*parts, pl.lit("}")])


def _json(shown: Shown) -> pl.Expr:
    value = pl.col(shown.name)
    if shown.kind is Kind.DAY:
        value = _quoted(value.cast(pl.Int32).cast(pl.Date).cast(pl.String))
    elif shown.kind is Kind.CODE:
        value = _quoted(code_text(value, shown.codes))
    return value.cast(pl.String).fill_null("null")


def _quoted(text: pl.Expr) -> pl.Expr:
    return pl.concat_str(pl.lit('"'), text, pl.lit('"'))


def code_text(value: pl.Expr, codes: tuple[str, ...]) -> pl.Expr:
    """The code itself, from its rank in the code list."""
    if not codes:
        return value
    ranks = list(range(len(codes)))
    return value.cast(pl.Int16).replace_strict(
        ranks, list(codes), default=None, return_dtype=pl.String
    )
