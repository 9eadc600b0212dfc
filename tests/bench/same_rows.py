"""Compares two clue files: the same clues, and every number the expected evidence names."""

import json
from pathlib import Path

import polars as pl

COLUMNS = ("household_id", "region", "rule", "severity", "proposed_category", "as_of")


def differences(expected: Path, found: Path) -> list[str]:
    """What differs, in words; an empty list is agreement.

    Evidence may name more than is expected, in any order; what is expected must be equal.
    """
    left, right = pl.scan_parquet(expected), pl.scan_parquet(found)
    counts = [frame.select(pl.len()).collect().item() for frame in (left, right)]
    if counts[0] != counts[1]:
        return [f"{counts[0]} rows expected, {counts[1]} found"]
    rules = left.select("rule").unique().collect()["rule"].sort().to_list()
    return [text for rule in rules for text in _in_rule(rule, left, right)]


def _in_rule(rule: str, left: pl.LazyFrame, right: pl.LazyFrame) -> list[str]:
    wanted = left.filter(pl.col("rule") == rule).select(*COLUMNS, "evidence").collect()
    given = right.filter(pl.col("rule") == rule).select(*COLUMNS, "evidence").collect()
    if not _plain(wanted).equals(_plain(given)):
        return [f"{rule}: not the same rows in the same order"]
    names = list(json.loads(wanted["evidence"][0]))
    return [
        f"{rule}: {name} differs"
        for name in names
        if not _value(wanted, name).equals(_value(given, name))
    ]


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(
        *("household_id", "region", "rule", "proposed_category"),
        pl.col("severity").cast(pl.Int64),
        pl.col("as_of").cast(pl.String),
    )


def _value(frame: pl.DataFrame, name: str) -> pl.Series:
    return frame["evidence"].str.json_path_match(f"$.{name}")
