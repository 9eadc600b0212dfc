"""Land, produce, work, living conditions, risks and tags as rows of the registry's tables."""

import polars as pl

from shouwang.demo.loading.placing import of_household

LABELS = {
    "land": "land",
    "production": "produce",
    "work": "work",
    "living": "living conditions",
    "risk": "risks",
    "tag": "tags",
}
FILES = {"risk": "risks", "tag": "tags"}
_COLUMNS = {
    "land": ["kind", "area_centimu", "during"],
    "production": ["year", "product", "quantity", "unit"],
    "work": ["person_id", "place", "employer", "public_welfare", "months", "during"],
    "living": [
        "observed_on",
        "house_area_m2",
        "road",
        "road_distance_m",
        "fuel",
        "tap_water",
        "electricity",
        "broadcast",
        "sanitary_toilet",
    ],
    "risk": ["kind", "rank", "during"],
    "tag": ["word"],
}


def rows(
    table: str,
    read: dict[str, pl.DataFrame],
    further: dict[str, int],
    home: pl.DataFrame,
    person: pl.DataFrame,
) -> pl.DataFrame:
    """One table with its household, its period and its row in the list that it came in."""
    frame = of_household(read[FILES.get(table, table)], home)
    if "from_on" in frame.columns:
        end = pl.col("to_on") if "to_on" in frame.columns else pl.lit(None, dtype=pl.Date)
        frame = frame.with_columns(
            during=pl.format(
                "[{},{})", pl.col("from_on").cast(pl.String), end.cast(pl.String).fill_null("")
            )
        )
    if "person_id" in frame.columns:
        frame = (
            frame.join(person, on="person_id", how="left", maintain_order="left")
            .drop("person_id")
            .rename({"person": "person_id"})
        )
    listed = []
    if table in further:
        frame = frame.with_columns(
            source_id=pl.lit(further[table]), source_row=pl.int_range(1, pl.len() + 1)
        )
        listed = ["source_id", "source_row"]
    return frame.select("household_id", "region_code", *listed, *_COLUMNS[table])
