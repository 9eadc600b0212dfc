"""Keys of the database in place of the public numbers."""

import polars as pl


def of_household(frame: pl.DataFrame, home: pl.DataFrame) -> pl.DataFrame:
    """The frame with the key of the household in place of its number, and its place."""
    joined = frame.join(home, on="household_id", how="left", maintain_order="left")
    return joined.drop("household_id").rename({"home": "household_id"})
