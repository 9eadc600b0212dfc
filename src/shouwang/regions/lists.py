"""Lists of divisions as frames: read from a file, checked, and made ready for the table."""

from pathlib import Path

import polars as pl

from shouwang.kernel.regioncode import DIGITS, LENGTH, Level
from shouwang.regions.errors import ListRefused
from shouwang.regions.naming import initials, short_names

CODE_LENGTHS = tuple(digits for digits in DIGITS.values() if digits)
LONGEST_NAME = 100
COLUMNS = ("code", "name", "short_name", "initials", "level", "parent_code", "urban_rural")
URBAN_RURAL = ("", "111", "112", "121", "122", "123", "210", "220")


def read_list(path: Path) -> pl.DataFrame:
    """A release of the list from a CSV file: code, name, urban_rural ('' where not given).

    UTF-8 with a header; codes of 2, 4, 6, 9 or 12 digits. Raises ListRefused with the line.
    """
    try:
        frame = pl.read_csv(path, infer_schema=False, glob=False)
    except FileNotFoundError as error:
        raise ListRefused(reason=f"there is no file {path}") from error
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise ListRefused(reason=f"{path.name} is no CSV file in UTF-8 ({error})") from error
    frame = frame.rename(str.strip)
    missing = {"code", "name"} - set(frame.columns)
    if missing:
        raise ListRefused(reason=f"{path.name} has no column {', '.join(sorted(missing))}")
    if "urban_rural" not in frame.columns:
        frame = frame.with_columns(urban_rural=pl.lit(""))
    frame = frame.select(pl.col("code", "name", "urban_rural").fill_null("").str.strip_chars())
    _check(frame, path.name)
    return frame.with_columns(pl.col("code").str.pad_end(LENGTH, "0"))


def _check(frame: pl.DataFrame, file: str) -> None:
    if frame.is_empty():
        raise ListRefused(reason=f"{file} holds no division")
    code, name = pl.col("code"), pl.col("name")
    whole = code.str.pad_end(LENGTH, "0")
    checks = (
        (
            ~code.str.contains(r"^[0-9]+$") | ~code.str.len_chars().is_in(CODE_LENGTHS),
            "is no code of 2, 4, 6, 9 or 12 digits",
        ),
        (code.str.starts_with("00"), "has no province"),
        (whole.is_duplicated(), "occurs twice"),
        (name == "", "has no name"),
        (name.str.len_chars() > LONGEST_NAME, f"has a name of over {LONGEST_NAME} characters"),
        (~pl.col("urban_rural").is_in(URBAN_RURAL), "has an unknown urban_rural class"),
    )
    numbered = frame.with_row_index("line", offset=2)
    for wrong, why in checks:
        found = numbered.filter(wrong)
        if not found.is_empty():
            line, value = found.row(0)[:2]
            raise ListRefused(
                reason=f"{file} line {line}: {value!r} {why} ({found.height} such lines)"
            )


def ready(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows as the table keeps them (COLUMNS), from code, name and perhaps urban_rural."""
    if "urban_rural" not in frame.columns:
        frame = frame.with_columns(urban_rural=pl.lit(""))
    frame = frame.with_columns(level=levels(pl.col("code")), short_name=short_names(pl.col("name")))
    return frame.with_columns(
        parent_code=parents(pl.col("code"), pl.col("level")),
        initials=initials(frame["short_name"]),
    ).select(COLUMNS)


def levels(codes: pl.Expr) -> pl.Expr:
    """The level of each code, read from which groups of digits are zero."""
    found = pl.lit(Level.PROVINCE.value)
    for level in (Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE):
        above = DIGITS[Level(level - 1)]
        group = codes.str.slice(above, DIGITS[level] - above)
        found = pl.when(group.str.strip_chars("0") != "").then(level.value).otherwise(found)
    return found.cast(pl.Int16)


def parents(codes: pl.Expr, level: pl.Expr) -> pl.Expr:
    """The code one level up, '' for a province.

    Where a prefecture has townships but no counties the same digits name the prefecture itself.
    """
    above = level.replace_strict({int(k): DIGITS[Level(k - 1)] for k in Level if k})
    code = codes.str.slice(0, above).str.pad_end(LENGTH, "0")
    return pl.when(level == Level.PROVINCE.value).then(pl.lit("")).otherwise(code)
