"""The lists of divisions that travel with the program, read without Django or a database.

Where each file comes from and under which licence is told in SOURCES.md beside it.
"""

import json
from functools import cache
from pathlib import Path

import polars as pl

HERE = Path(__file__).resolve().parent
NATIONAL_LIST = HERE / "nbs-2023.parquet"
DEMONSTRATION = HERE / "ruijin-divisions.csv"
OUTLINES = HERE / "ganzhou-counties.geojson"
NATIONAL_SOURCE = "nbs-2023"
LEVELS = {"province": 1, "prefecture": 2, "county": 3, "township": 4, "village": 5}
VILLAGE = LEVELS["village"]


def national_list(prefix: str = "") -> pl.DataFrame:
    """Every row of the national list whose code begins with the prefix: code, name, level.

    The list is given as it was published, with the few places that it names twice under one code
    (a prefecture without counties stands in as its own county); `divisions` keeps each code once.
    """
    frame = pl.read_parquet(NATIONAL_LIST).with_columns(pl.col("code").cast(pl.String))
    return frame.filter(pl.col("code").str.starts_with(prefix)) if prefix else frame


def divisions(prefix: str = "") -> pl.DataFrame:
    """The national list inside a prefix, each code once at its highest level: code, name, level."""
    return national_list(prefix).unique("code", keep="first", maintain_order=True)


def demonstration() -> pl.DataFrame:
    """The demonstration county with its prefecture and province: code, name, level."""
    levels = pl.col("level").replace_strict(LEVELS, return_dtype=pl.UInt8)
    frame = pl.read_csv(DEMONSTRATION, infer_schema=False)
    return frame.select("code", "name", levels)


def village_codes(prefix: str) -> list[tuple[str, str]]:
    """Code and name of every village of the national list inside the prefix, in code order."""
    villages = divisions(prefix).filter(pl.col("level") == VILLAGE).sort("code")
    return list(villages.select("code", "name").iter_rows())


@cache
def outlines() -> dict[str, dict[str, object]]:
    """The default outlines by county code of twelve digits: GeoJSON geometries in degrees."""
    collection = json.loads(OUTLINES.read_text(encoding="utf-8"))
    return {
        feature["properties"]["code"].ljust(12, "0"): feature["geometry"]
        for feature in collection["features"]
    }
