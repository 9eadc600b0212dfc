"""Linking two lists, or one with itself, by Splink on a DuckDB of its own."""

import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
from splink import DuckDBAPI, Linker

from shouwang.watch.linkage.likeness import model
from shouwang.watch.linkage.likeness.columns import prepared

SAMPLED_FROM = 2_000  # records on each side from which u is estimated
SAMPLED_PAIRS = 2_000_000.0
SEED = 20240630
PAIRS = {
    "left": pl.String,
    "right": pl.String,
    "probability": pl.Float64,
    **dict.fromkeys(model.COMPARISONS, pl.String),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What linking may use: memory of DuckDB, cores, and where it writes what does not fit."""

    folder: Path
    memory: str = "1GB"
    threads: int = 2


def link(
    left: pl.DataFrame, right: pl.DataFrame | None, *, threshold: float, limits: Limits
) -> pl.DataFrame:
    """Pairs of records that are likely one person, the likeliest first; None links within `left`.

    Both lists have the columns `columns.NEEDED`. A pair has `left`, `right` (ids), `probability`
    (at least the threshold) and a word of `Evidence` for each comparison. The same lists give the
    same pairs. In process, without network; temporary files lie in a folder that is removed.
    """
    lists = [prepared(left)] if right is None else [prepared(left), prepared(right)]
    if min(one.height for one in lists) < 1 or sum(one.height for one in lists) < 2:
        return pl.DataFrame(schema=PAIRS)
    with _database(limits) as database:
        return _linked(database, lists, threshold)


@contextmanager
def _database(limits: Limits) -> Iterator[duckdb.DuckDBPyConnection]:
    limits.folder.mkdir(parents=True, exist_ok=True)
    folder = tempfile.mkdtemp(prefix=".linkage-", dir=limits.folder)
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": limits.memory,
        "threads": limits.threads,
        "temp_directory": folder,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": False,
    }
    try:
        with duckdb.connect(":memory:", config=config) as database:
            yield database
    finally:
        shutil.rmtree(folder)


def _linked(
    database: duckdb.DuckDBPyConnection, lists: list[pl.DataFrame], threshold: float
) -> pl.DataFrame:
    api = DuckDBAPI(connection=database)
    registered = [
        api.register(one.to_arrow(), dataset_display_name=f"list_{number}")
        for number, one in enumerate(lists)
    ]
    shortest = min(one.height for one in lists)
    linker = Linker(
        registered if len(registered) > 1 else registered[0],
        model.settings(
            "link_only" if len(lists) > 1 else "dedupe_only",
            _prior(lists),
            names_weighed=sum(one.height for one in lists) >= SAMPLED_FROM,
        ),
        log_level=logging.ERROR,
    )
    if shortest >= SAMPLED_FROM:
        linker.training.estimate_u_using_random_sampling(SAMPLED_PAIRS, seed=SEED)
    found = linker.inference.predict(threshold_match_probability=threshold, warning_mode="never")
    return _pairs(found.as_duckdbpyrelation().pl())


def _prior(lists: list[pl.DataFrame]) -> float:
    """How probable it is that two records taken at random are one person's.

    Counted from pairs that agree in name, birth and place, with what such agreement misses; never
    below one double in a hundred records, or nothing would be found in a list that has few.
    """
    sizes = [one.group_by(model.NEARLY_CERTAIN).len().drop_nulls() for one in lists]
    if len(lists) == 1:
        count = sizes[0].select((pl.col("len") * (pl.col("len") - 1)).sum() / 2).item()
        possible = lists[0].height * (lists[0].height - 1) / 2
    else:
        both = sizes[0].join(sizes[1], on=model.NEARLY_CERTAIN)
        count = both.select((pl.col("len") * pl.col("len_right")).sum()).item()
        possible = lists[0].height * lists[1].height
    least = min(one.height for one in lists) * model.LEAST_SHARE
    return float(min(max(count / model.RECALL_OF_NEARLY_CERTAIN, least) / possible, 0.5))


def _pairs(found: pl.DataFrame) -> pl.DataFrame:
    """Splink's answer in our words."""
    levels = [
        pl.col(f"gamma_{name}").replace_strict(words, return_dtype=pl.String).alias(name)
        for name, words in model.words().items()
    ]
    return found.select(
        pl.col("unique_id_l").alias("left"),
        pl.col("unique_id_r").alias("right"),
        pl.col("match_probability").alias("probability"),
        *levels,
    ).sort("probability", "left", "right", descending=[True, False, False])
