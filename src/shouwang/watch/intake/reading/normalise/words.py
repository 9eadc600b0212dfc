"""Entries of code lists, yes and no, and free text."""

import polars as pl

from shouwang.watch.intake.layouts import Code
from shouwang.watch.intake.layouts.declared import codes
from shouwang.watch.intake.reading.normalise.written import (
    CELL,
    SCIENTIFIC,
    Judged,
    chosen,
    plain,
    tidy,
    without_nothing,
)

LONGEST = 200


def code(cells: pl.Series, entries: tuple[Code, ...]) -> Judged:
    """The value of the entry that the cell names, by its name or a known other word."""
    values = {word: one.value for one in reversed(entries) for word in one.words()}
    written = plain(cells).str.replace_all(r"[:*]", "")
    found = written.replace_strict(values, default=None, return_dtype=pl.String)
    given = without_nothing(written).is_not_null()
    return _judged(found, given, "code_unknown")


def truth(cells: pl.Series) -> Judged:
    """Yes or no, in the words and signs of forms."""
    values = {word: one.value == "1" for one in codes("truth") for word in one.words()}
    written = plain(cells)
    found = written.replace_strict(values, default=None, return_dtype=pl.Boolean)
    return _judged(found, without_nothing(written).is_not_null(), "truth_unknown")


def _judged(found: pl.Series, given: pl.Series, name: str) -> Judged:
    frame = pl.DataFrame({"found": found, "given": given})
    unknown = pl.col("given") & pl.col("found").is_null()
    return Judged(found, frame.select(chosen((unknown, name))).to_series())


def text(cells: pl.Series) -> Judged:
    """Free text without stray blanks; a number in scientific form has lost its digits."""
    frame = tidy(cells).alias(CELL).to_frame()
    written = pl.col(CELL)
    problem = chosen(
        (written.str.contains(SCIENTIFIC) & written.str.contains("[eE]"), "number_destroyed"),
        (written.str.len_chars() > LONGEST, "text_long"),
    )
    frame = frame.with_columns(problem=problem)
    values = frame.select(pl.when(pl.col("problem").is_null()).then(CELL)).to_series()
    return Judged(values, frame["problem"])
