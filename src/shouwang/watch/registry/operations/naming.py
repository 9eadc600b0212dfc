"""The pinyin initials of one name, as the columns for searching keep them."""

import polars as pl

from shouwang.regions import naming

LONGEST = 20


def initials_of(name: str) -> str:
    """The first letters of a name's characters."""
    return str(naming.initials(pl.Series([name], dtype=pl.String))[0] or "")[:LONGEST]
