"""Days and months in every shape that ledgers hold."""

from datetime import date

import polars as pl

from shouwang.watch.intake.reading.normalise.written import (
    CELL,
    Judged,
    chosen,
    plain,
    without_nothing,
)

# 1927-05-18 to 2100-12-31 as Excel counts days; four digits would be a year
_SERIAL = r"^[1-9][0-9]{4}(\.[0-9]+)?$"
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 73_415
_DAY_ZERO = date(1899, 12, 30)
_CLOCK = r"[\sT]+[0-9]{1,2}:[0-9]{2}.*$"
_EARLIEST = date(1900, 1, 1)
_LATEST = date(2100, 12, 31)


def day(cells: pl.Series, *, on: date | None = None) -> Judged:
    """2024-06-30, 2024/6/30, 2024.6.30, 20240630, 2024年6月30日, 45473, with or without a time."""
    frame = _frame(cells)
    written = pl.col(CELL)
    frame = frame.with_columns(
        found=pl.coalesce(
            _dashed(written, r"^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})$"),
            _dashed(written, r"^([0-9]{4})([0-9]{2})([0-9]{2})$"),
            _serial(written),
        )
    )
    partial = written.str.contains(r"^[0-9]{4}(-[0-9]{1,2})?$|^[0-9]{6}$")
    return _judged(frame, partial, "day_partial", on)


def month(cells: pl.Series, *, on: date | None = None) -> Judged:
    """Months as their first day: 2024-06, 2024/6, 202406, 2024年6月, or any day of the month."""
    frame = _frame(cells)
    written = pl.col(CELL)
    ambiguous = pl.col("dotted")
    frame = frame.with_columns(
        found=pl.coalesce(
            pl.when(~ambiguous).then(_dashed(written + "-01", r"^([0-9]{4})-([0-9]{1,2})-(01)$")),
            _dashed(written + "01", r"^([0-9]{4})([0-9]{2})(01)$"),
            _dashed(written, r"^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})$"),
            _dashed(written, r"^([0-9]{4})([0-9]{2})([0-9]{2})$"),
            _serial(written),
        ).dt.month_start()
    )
    return _judged(frame, ambiguous, "month_ambiguous", on)


def _frame(cells: pl.Series) -> pl.DataFrame:
    """The cell with its parts joined by dashes; `dotted` marks 2024.1, which may be October."""
    timed = cells.str.contains(":", literal=True).fill_null(False)
    if timed.any():
        some = cells.filter(timed).str.normalize("NFKC").str.replace(_CLOCK, "")
        cells = cells.clone().scatter(timed.arg_true(), some)
    written = without_nothing(plain(cells)).alias(CELL)
    frame = written.to_frame().with_columns(dotted=pl.col(CELL).str.contains(r"^[0-9]{4}\.1$"))
    parted = pl.col(CELL).str.replace_all(r"[年月/.,、]", "-").str.replace_all(r"[日号份]", "")
    is_serial = pl.col(CELL).str.contains(_SERIAL)
    return frame.with_columns(
        pl.when(is_serial).then(CELL).otherwise(parted.str.strip_suffix("-")).alias(CELL)
    )


def _dashed(written: pl.Expr, shape: str) -> pl.Expr:
    parts = written.str.extract_groups(shape)
    year, month_, day_ = (parts.struct.field(str(at)) for at in (1, 2, 3))
    joined = year + month_.str.pad_start(2, "0") + day_.str.pad_start(2, "0")
    return joined.str.to_date("%Y%m%d", strict=False)


def _serial(written: pl.Expr) -> pl.Expr:
    shaped = pl.when(written.str.contains(_SERIAL)).then(written)
    number = shaped.str.extract(r"^([0-9]+)").cast(pl.Int32, strict=False)
    within = number.is_between(_FIRST_SERIAL, _LAST_SERIAL)
    return pl.when(within).then(pl.lit(_DAY_ZERO) + pl.duration(days=number)).cast(pl.Date)


def _judged(frame: pl.DataFrame, special: pl.Expr, name: str, on: date | None) -> Judged:
    found = pl.col("found")
    given = pl.col(CELL).is_not_null()
    problem = chosen(
        (given & found.is_null() & special.fill_null(False), name),
        (given & found.is_null(), "day_unreadable"),
        (~found.is_between(_EARLIEST, _LATEST), "day_range"),
        (found > on if on else pl.lit(False), "day_future"),
    )
    frame = frame.with_columns(problem=problem)
    values = frame.select(pl.when(pl.col("problem").is_null()).then("found")).to_series()
    return Judged(values, frame["problem"])
