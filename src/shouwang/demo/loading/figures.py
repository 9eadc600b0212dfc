"""The county's figures as rows of `registry_statistic`: published ones, and sums over the register.

The sums are made here once because they do not change with a screening; a test compares them with
the tables they sum.
"""

from pathlib import Path
from typing import Any

import polars as pl
import yaml

from shouwang.demo.loading.copying import Table

REGISTER = "建档立卡信息（演示）"
SERIES = {
    "rural_population": ("农村户籍人口", "Rural registered population", "人"),
    "registered_households": ("年末建档立卡贫困户", "Registered poor households", "户"),
    "registered_persons": ("年末建档立卡贫困人口", "Registered poor persons", "人"),
    "lifted_households": ("当年脱贫户", "Households lifted in the year", "户"),
    "lifted_persons": ("当年脱贫人口", "Persons lifted in the year", "人"),
    "incidence": ("贫困发生率", "Poverty incidence", "%"),
}
SCHEMA = {
    "region_code": pl.String,
    "key": pl.String,
    "year": pl.Int64,
    "value": pl.Float64,
    "text": pl.String,
    "unit": pl.String,
    "label": pl.String,
    "label_en": pl.String,
    "source": pl.String,
    "derived": pl.Boolean,
}


def statistics(folder: Path, county: str) -> Table:
    """Published figures, the register by year and place, and causes by place."""
    published = yaml.safe_load((folder / "published.yaml").read_text(encoding="utf-8"))
    yearly = pl.read_parquet(folder / "registry" / "yearly.parquet")
    causes = pl.read_parquet(folder / "registry" / "causes.parquet")
    homes = pl.read_parquet(folder / "registry" / "households.parquet")
    parts = [_published(published, county), _by_year(yearly), _causes(causes, homes), _mark(county)]
    return Table("registry_statistic", pl.concat(parts), "figures")


def _published(document: dict[str, Any], county: str) -> pl.DataFrame:
    source = document["source"]["zh"]
    rows = []
    for figure in document["figures"]:
        number = isinstance(figure["value"], int | float)
        rows.append(
            {
                "region_code": county,
                "key": f"published.{figure['key']}",
                "year": None,
                "value": float(figure["value"]) if number else None,
                "text": "" if number else str(figure["value"]),
                "unit": figure["unit"],
                "label": figure["zh"],
                "label_en": figure["en"],
                "source": f"{source}（{figure['year']}）",
                "derived": False,
            }
        )
    return pl.DataFrame(rows, schema=SCHEMA)


def _by_year(yearly: pl.DataFrame) -> pl.DataFrame:
    """The register of every village, township and the county, and the incidence of each."""
    keys = [key for key in SERIES if key != "incidence"]
    village = yearly.filter(~pl.col("region").str.ends_with("000"))
    township = (
        village.with_columns(region=pl.col("region").str.head(9) + "000")
        .group_by("region", "year")
        .agg(pl.col(keys).sum())
    )
    county = yearly.filter(pl.col("region").str.ends_with("000000"))
    whole = pl.concat([county, township, village], how="diagonal").with_columns(
        incidence=100 * pl.col("registered_persons") / pl.col("rural_population")
    )
    long = whole.unpivot(on=list(SERIES), index=["region", "year"], variable_name="key")
    return _labelled(long.sort("region", "key", "year"), SERIES)


def _causes(causes: pl.DataFrame, homes: pl.DataFrame) -> pl.DataFrame:
    """Households by main cause at the end of 2014, for county, townships and villages."""
    placed = causes.filter(pl.col("rank") == 1).join(
        homes.select("household_id", "region"), on="household_id"
    )
    digits = {6: "000000", 9: "000", 12: ""}
    long = pl.concat(
        placed.with_columns(region=pl.col("region").str.head(length) + pl.lit(rest))
        .group_by("region", "cause")
        .agg(value=pl.len().cast(pl.Float64))
        for length, rest in digits.items()
    )
    named = long.with_columns(
        key=pl.format("cause.{}", "cause"), year=pl.lit(2014, dtype=pl.Int64)
    ).sort("region", "key")
    labels = {key: (key.removeprefix("cause."), "", "户") for key in named["key"].unique()}
    return _labelled(named.drop("cause"), labels)


def _labelled(long: pl.DataFrame, labels: dict[str, tuple[str, str, str]]) -> pl.DataFrame:
    def part(index: int) -> pl.Expr:
        words = {key: label[index] for key, label in labels.items()}
        return pl.col("key").replace_strict(words, return_dtype=pl.String)

    return long.select(
        pl.col("region").alias("region_code"),
        "key",
        pl.col("year").cast(pl.Int64),
        pl.col("value").cast(pl.Float64),
        pl.lit("").alias("text"),
        part(2).alias("unit"),
        part(0).alias("label"),
        part(1).alias("label_en"),
        pl.lit(REGISTER).alias("source"),
        pl.lit(True).alias("derived"),
    )


def _mark(county: str) -> pl.DataFrame:
    """The row by which the next start knows that the demonstration is loaded."""
    return pl.DataFrame(
        [
            {
                "region_code": county,
                "key": "demonstration",
                "year": None,
                "value": 1.0,
                "text": "",
                "unit": "",
                "label": "演示数据",
                "label_en": "Demonstration data",
                "source": REGISTER,
                "derived": True,
            }
        ],
        schema=SCHEMA,
    )
