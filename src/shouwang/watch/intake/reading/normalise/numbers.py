"""Money in whole fen, whole numbers, and numbers with decimals."""

import polars as pl

from shouwang.watch.intake.reading.normalise.written import (
    CELL,
    SCIENTIFIC,
    Judged,
    chosen,
    plain,
    without_nothing,
)

# as kernel.money reads an amount
_AMOUNT = r"^([+\-−]?)[¥￥]?([0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(?:\.([0-9]+))?(元|万元|万)?$"
_UNIT = r"(个|月|个月|年|人|亩|平方米|平米|㎡|M2|米|M|天|次|元|岁|分|分钟|升|L|公里)$"
_NUMBER = r"^([+\-−]?)([0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(?:\.([0-9]+))?$"
_FEN = 100
_PLACES = {False: 2, True: 6}  # decimals that whole fen leave room for: of yuan, of 万元


def yuan(cells: pl.Series, *, least: int | None = 0, most: int | None = None) -> Judged:
    """Amounts in yuan as whole fen: 21360.5, 21,360.50, ２１，３６０元, 3.2万元.

    The bounds are yuan. A fraction of a fen is refused, as kernel.money refuses it.
    """
    frame = _parts(cells, _AMOUNT)
    unit = pl.col("parts").struct.field("4")
    wan = unit.is_in(["万", "万元"]).fill_null(False)
    places = pl.when(wan).then(_PLACES[True]).otherwise(_PLACES[False])
    scale = pl.when(wan).then(_FEN * 10_000).otherwise(_FEN)
    fraction = pl.col("fraction")
    frame = frame.with_columns(
        found=_signed(
            pl.col("whole") * scale
            + pl.when(wan)
            .then(fraction.str.pad_end(_PLACES[True], "0"))
            .otherwise(fraction.str.pad_end(_PLACES[False], "0"))
            .str.slice(0, 6)
            .cast(pl.Int64, strict=False)
        ),
        fine=fraction.str.len_chars() > places,
    )
    problem = (pl.col("fine"), "yuan_fraction"), (_unread(), "yuan_unreadable")
    return _judged(frame, problem, least, most, _FEN)


def integer(cells: pl.Series, *, least: int | None = None, most: int | None = None) -> Judged:
    """Whole numbers, also 3.0, 1,200 and 8个月."""
    frame = _parts(cells, _NUMBER, strip_unit=True).with_columns(found=_signed(pl.col("whole")))
    problem = (pl.col("fraction") != "", "integer_fraction"), (_unread(), "number_unreadable")
    return _judged(frame, problem, least, most, 1)


def decimal(cells: pl.Series, *, least: int | None = None, most: int | None = None) -> Judged:
    """Numbers with decimals, also with thousands separators and the unit behind them."""
    frame = _parts(cells, _NUMBER, strip_unit=True)
    text = pl.col("whole").cast(pl.String) + "." + pl.col("fraction") + "0"
    frame = frame.with_columns(found=_signed(text.cast(pl.Float64, strict=False)))
    return _judged(frame, ((_unread(), "number_unreadable"),), least, most, 1)


def _parts(cells: pl.Series, shape: str, *, strip_unit: bool = False) -> pl.DataFrame:
    written = pl.col(CELL).str.replace_all("，", ",")
    frame = without_nothing(plain(cells)).alias(CELL).to_frame().with_columns(written)
    if strip_unit:
        frame = frame.with_columns(pl.col(CELL).str.replace(_UNIT, ""))
    frame = frame.with_columns(parts=pl.col(CELL).str.extract_groups(shape))
    group = pl.col("parts").struct.field
    return frame.with_columns(
        sign=group("1"),
        whole=group("2").str.replace_all(",", "").cast(pl.Int64, strict=False),
        fraction=group("3").fill_null("").str.strip_chars_end("0"),
    )


def _signed(number: pl.Expr) -> pl.Expr:
    return pl.when(pl.col("sign").is_in(["-", "−"])).then(-number).otherwise(number)


def _unread() -> pl.Expr:
    return pl.col(CELL).is_not_null() & pl.col("whole").is_null()


def _judged(
    frame: pl.DataFrame,
    problems: tuple[tuple[pl.Expr, str], ...],
    least: int | None,
    most: int | None,
    scale: int,
) -> Judged:
    found = pl.col("found")
    bounds = []
    if least is not None:
        bounds.append((found < least * scale, "number_below"))
    if most is not None:
        bounds.append((found > most * scale, "number_above"))
    lost = pl.col(CELL).str.contains(SCIENTIFIC)
    frame = frame.with_columns(problem=chosen((lost, "number_destroyed"), *problems, *bounds))
    values = frame.select(pl.when(pl.col("problem").is_null()).then("found")).to_series()
    return Judged(values, frame["problem"])
