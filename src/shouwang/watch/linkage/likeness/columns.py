"""The columns that records are compared by, made for a whole list at once."""

from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from shouwang.kernel.lazily import lazily
from shouwang.regions.naming import initials
from shouwang.watch.linkage.rules.lunar import lunar_days
from shouwang.watch.linkage.rules.numbers import one_form

if TYPE_CHECKING:
    import pypinyin
else:
    pypinyin = lazily("pypinyin")

# what a list must have: `id` names a record in it, `place` is a division code of 12 digits
NEEDED = {
    "id": pl.String,
    "identity": pl.String,
    "name": pl.String,
    "birth_on": pl.Date,
    "sex": pl.Int8,
    "place": pl.String,
}
_OLD_IDENTITY = 15


def prepared(people: pl.DataFrame) -> pl.DataFrame:
    """The list with what Splink compares: sounds, digits of the birth, its lunar and swapped form.

    `identity` is a number in any form, or any token that is equal for equal numbers (the hex of a
    blind index). A sex other than male or female, and an empty text, count as unknown.
    """
    known = people.select(
        pl.col("id").cast(pl.String).alias("unique_id"),
        _text("identity"),
        _text("name").str.replace_all(r"[\s·•.・]", ""),
        pl.col("birth_on").cast(pl.Date),
        pl.when(pl.col("sex").is_in([1, 2])).then(pl.col("sex").cast(pl.Int8)).alias("sex"),
        _text("place"),
    )
    return (
        known.with_columns(
            identity=_identities(known["identity"]),
            sound=_sounds(known["name"]),
            letters=initials(known["name"]),
            township=pl.col("place").str.slice(0, 9),
        )
        .join(_calendar(), on="birth_on", how="left")
        .drop("birth_on")
    )


def _text(column: str) -> pl.Expr:
    trimmed = pl.col(column).cast(pl.String).str.strip_chars()
    return pl.when(trimmed != "").then(trimmed).alias(column)


def _identities(numbers: pl.Series) -> pl.Series:
    """Both forms of a number as one; the old form is rare and changed one by one."""
    upper = numbers.str.to_uppercase()
    old = upper.filter(upper.str.len_chars() == _OLD_IDENTITY).unique()
    return upper.replace(old, pl.Series([one_form(one) for one in old], dtype=pl.String))


def _sounds(names: pl.Series) -> pl.Series:
    """The toneless reading of every character, without a gap: 张伟 and 章玮 are zhangwei."""
    characters = sorted(set("".join(names.drop_nulls().unique().to_list())))
    read = ["".join(pypinyin.lazy_pinyin(one, errors="default")) for one in characters]
    return names.str.replace_many(
        pl.Series([characters], dtype=pl.List(pl.String)),
        pl.Series([read], dtype=pl.List(pl.String)),
    )


@cache
def _calendar() -> pl.DataFrame:
    """Every day of the calendar with the forms in which a birth on it may have been written."""
    days = pl.DataFrame(
        lunar_days(), schema=["birth_on", "year", "month", "number"], orient="row"
    ).with_columns(pl.col("birth_on").cast(pl.Date))
    written = pl.col("birth_on").dt.strftime
    return days.select(
        "birth_on",
        written("%Y%m%d").alias("birth"),
        written("%Y").alias("birth_year"),
        pl.when(pl.col("birth_on").dt.day() <= 12).then(written("%Y%d%m")).alias("birth_swapped"),
        pl.format(
            "{}{}{}", "year", pl.col("month").cast(pl.String).str.zfill(2),
            pl.col("number").cast(pl.String).str.zfill(2),
        ).alias("birth_lunar"),
    )  # fmt: skip
