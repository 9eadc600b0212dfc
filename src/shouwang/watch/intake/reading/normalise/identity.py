"""Identity numbers, disability certificates, telephones: the rules of kernel.identity by column."""

from datetime import date

import polars as pl

from shouwang.watch.intake.reading.normalise.written import (
    CELL,
    SCIENTIFIC,
    Judged,
    chosen,
    plain,
    without_nothing,
)

# GB 11643: weight of each of the first seventeen digits
WEIGHTS = tuple(pow(2, 17 - at, 11) for at in range(17))
_SHAPE = r"^[0-9]{17}[0-9X]$"
_CERTIFICATE = r"^[0-9]{17}[0-9X][1-7][1-4]([0-9A-Z]{2})?$"
_TELEPHONE = r"^(1[3-9][0-9]{9}|0[0-9]{2,3}[1-9][0-9]{6,7})$"


def identity(cells: pl.Series, *, on: date | None = None) -> Judged:
    """Identity numbers of 18 characters; `on` refuses a birth after that day."""
    number = pl.col(CELL)
    return _judged(_plain_frame(cells), _sound(number, on), _identity_problem(number, on))


def _plain_frame(cells: pl.Series) -> pl.DataFrame:
    return without_nothing(plain(cells)).alias(CELL).to_frame()


def _judged(frame: pl.DataFrame, sound: pl.Expr, problem: pl.Expr) -> Judged:
    """Nearly all are sound: what is wrong is asked only of the others."""
    fine = frame.select(sound.fill_null(False)).to_series()
    values = frame.select(pl.when(fine).then(CELL)).to_series()
    wrong = ~fine & frame[CELL].is_not_null()
    if not wrong.any():
        return Judged(values)
    problems = pl.Series([None], dtype=pl.String).new_from_index(0, frame.height)
    named = frame.filter(wrong).select(problem).to_series()
    return Judged(values, problems.scatter(wrong.arg_true(), named))


def _identity_problem(number: pl.Expr, on: date | None) -> pl.Expr:
    lost = number.str.contains(SCIENTIFIC) | number.str.contains("^[0-9]{15}000$")
    return chosen(
        (lost, "number_destroyed"),
        (number.str.contains("^[0-9]{15}$"), "identity_old"),
        (number.str.len_chars() != 18, "identity_length"),
        (~number.str.contains(_SHAPE), "identity_shape"),
        (~_born(number), "identity_birth"),
        (_born_after(number, on), "identity_future"),
        (~_check_fits(number), "identity_check"),
    )


def _sound(number: pl.Expr, on: date | None) -> pl.Expr:
    shaped = number.str.contains(_SHAPE)
    return shaped & _born(number) & ~_born_after(number, on) & _check_fits(number)


def _check_fits(number: pl.Expr) -> pl.Expr:
    digits = number.str.slice(0, 17).cast(pl.Int64, strict=False)
    total = pl.sum_horizontal(
        (digits // 10 ** (16 - at)) % 10 * weight for at, weight in enumerate(WEIGHTS)
    )
    check = (12 - total % 11) % 11
    last = number.str.slice(17, 1)
    written = pl.when(last == "X").then(10).otherwise(last.cast(pl.Int64, strict=False))
    return (check == written).fill_null(False)


def _born(number: pl.Expr) -> pl.Expr:
    """Whether the eight digits inside are a day of the calendar."""
    year, month, day = _birth_parts(number)
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    longest = (
        pl.when(month == 2)
        .then(28 + leap.cast(pl.Int64))
        .when(month.is_in([4, 6, 9, 11]))
        .then(30)
        .otherwise(31)
    )
    sound = (year >= 1) & month.is_between(1, 12) & day.is_between(1, longest)
    return sound.fill_null(False)


def _birth_parts(number: pl.Expr) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    whole = number.str.slice(6, 8).cast(pl.Int64, strict=False)
    return whole // 10_000, whole // 100 % 100, whole % 100


def _born_after(number: pl.Expr, on: date | None) -> pl.Expr:
    if on is None:
        return pl.lit(False)
    latest = on.year * 10_000 + on.month * 100 + on.day
    return number.str.slice(6, 8).cast(pl.Int64, strict=False) > latest


def birth_of(number: pl.Expr) -> pl.Expr:
    """The day of birth inside a sound identity number."""
    return number.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)


def sex_of(number: pl.Expr) -> pl.Expr:
    """The sex inside a sound identity number, as GB/T 2261.1 writes it: 1 or 2."""
    odd = number.str.slice(16, 1).cast(pl.Int64, strict=False) % 2 == 1
    return pl.when(odd).then(pl.lit("1")).when(~odd).then(pl.lit("2"))


def disability(cells: pl.Series, *, on: date | None = None) -> Judged:
    """Certificate numbers: identity number, kind 1-7, grade 1-4, and two for a re-issue."""
    number = pl.col(CELL)
    person = number.str.slice(0, 18)
    kind, grade = number.str.slice(18, 1), number.str.slice(19, 1)
    sound = number.str.contains(_CERTIFICATE) & _sound(person, on)
    outside = chosen(
        (number.str.contains(SCIENTIFIC), "number_destroyed"),
        (~number.str.len_chars().is_in([20, 22]), "disability_length"),
        (~number.str.contains(r"^[0-9]{17}[0-9X][0-9]{2}([0-9A-Z]{2})?$"), "disability_shape"),
    )
    inside = chosen(
        (~kind.is_in(list("1234567")), "disability_kind"),
        (~grade.is_in(list("1234")), "disability_grade"),
    )
    problem = pl.coalesce(outside, _identity_problem(person, on), inside)
    return _judged(_plain_frame(cells), sound, problem)


def telephone(cells: pl.Series) -> Judged:
    """Mobile or landline numbers with their area code, digits only."""
    frame = _plain_frame(cells)
    bare = pl.col(CELL).str.replace_all(r"[\-()]", "").str.replace(r"^(\+|00)86", "")
    shaped = pl.col(CELL).str.contains(_TELEPHONE)
    problem = chosen(
        (pl.col(CELL).str.contains(SCIENTIFIC), "number_destroyed"), (~shaped, "telephone_shape")
    )
    return _judged(frame.with_columns(bare.alias(CELL)), shaped, problem)
