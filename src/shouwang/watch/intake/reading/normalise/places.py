"""Villages by code, by name, or by the names of the way to them."""

from collections.abc import Iterator

import polars as pl

from shouwang.kernel.regioncode import Level
from shouwang.regions.naming import short_names
from shouwang.watch.intake.reading.normalise.written import (
    CELL,
    Judged,
    chosen,
    plain,
    without_nothing,
)

_SEPARATORS = r"[›>/,，、\-|\\.]"
_KIND = r"(.)(?:街道办事处|街道|镇|乡|社区|村)$"


def region(cells: pl.Series, known: pl.DataFrame | None) -> Judged:
    """The twelve-digit code of the village. Without `known` (see `ways_to`) codes are believed.

    A name that two villages bear is refused unless the township stands before it.
    """
    written = without_nothing(plain(cells)).alias(CELL)
    frame = written.to_frame().with_columns(short_names(pl.col(CELL)).alias("bare"))
    frame = frame.with_columns(pl.col("bare").str.replace_all(_SEPARATORS, ""))
    ways = _no_keys() if known is None else known
    frame = frame.join(ways, left_on="bare", right_on="key", how="left", maintain_order="left")
    as_code = pl.col(CELL).str.contains("^[0-9]{12}$")
    if known is None:
        frame = frame.with_columns(pl.when(as_code).then(CELL).alias("code"), meant=as_code)
    problem = chosen(
        (pl.col(CELL).str.contains("E\\+?[0-9]{2}$"), "number_destroyed"),
        (pl.col("meant") > 1, "region_ambiguous"),
        ((pl.col("level") < Level.VILLAGE.value).fill_null(False), "region_too_wide"),
        (pl.col(CELL).is_not_null() & pl.col("code").is_null(), "region_unknown"),
    )
    frame = frame.with_columns(problem=problem)
    values = frame.select(pl.when(pl.col("problem").is_null()).then("code")).to_series()
    return Judged(values, frame["problem"])


def _no_keys() -> pl.DataFrame:
    types = {"key": pl.String, "code": pl.String, "level": pl.Int64, "meant": pl.UInt32}
    return pl.DataFrame(schema=types)


def ways_to(divisions: pl.DataFrame) -> pl.DataFrame:
    """Every way of naming each division: code, name, and names of those above before it."""
    named = divisions.select(
        "code",
        "parent_code",
        pl.col("level").cast(pl.Int64),
        name=pl.col("short_name"),
    )
    ways = pl.concat(list(_ways(named)), how="vertical").unique()
    below = ways.filter(pl.col("level") == pl.col("level").max().over("key"))
    return below.group_by("key").agg(
        pl.col("code").first(), pl.col("level").first(), meant=pl.col("code").n_unique()
    )


def _ways(named: pl.DataFrame) -> Iterator[pl.DataFrame]:
    yield named.select(key=pl.col("code"), code="code", level="level")
    stem = pl.col("name").str.replace(_KIND, "${1}")
    forms = pl.concat(
        [named, named.with_columns(name=stem).filter(pl.col("name").str.len_chars() > 1)]
    )
    way = forms.select("code", "level", above="parent_code", key="name")
    yield way.select("key", "code", "level")
    for _ in range(Level.VILLAGE.value - 1):
        upper = forms.select(above="code", higher="parent_code", before="name")
        # 瑞金市竹岗村 skips the township: both the longer way and the one that skips are kept
        joined = way.join(upper, on="above")
        longer = joined.select(
            "code", "level", above="higher", key=pl.col("before") + pl.col("key")
        )
        skipped = joined.select("code", "level", above="higher", key="key")
        way = pl.concat([longer, skipped]).unique()
        yield longer.select("key", "code", "level")
