"""What stands in identity and certificate numbers, as lengths and flags; the texts stay here.

Set-based: columns of decrypted texts go in, a frame without any text comes out.
"""

import polars as pl

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643, ISO 7064 MOD 11-2
_CHECKS = "10X98765432"
_BODY = r"^[0-9]{17}[0-9X]$"
_CERTIFICATE = r"^[0-9]{17}[0-9X][1-7][1-4]([0-9A-Z]{2})?$"

SCHEMA = {
    "person_id": pl.String(),
    "identity": pl.String(),
    "certificate": pl.String(),
    "birth_on": pl.Date(),
    "sex": pl.Int16(),
    "grade": pl.Int16(),
}
FLAGS = (
    "identity_length",
    "identity_valid",
    "identity_birth_differs",
    "identity_sex_differs",
    "certificate_length",
    "certificate_valid",
    "certificate_differs",
)


def flags(texts: pl.DataFrame) -> pl.DataFrame:
    """`person_id` and FLAGS of rows with the columns of SCHEMA; lengths are null without a number.

    A number is valid when its 17 digits, date of birth and check digit are; a certificate when it
    is a valid identity number with kind 1 to 7, grade 1 to 4 and maybe two more characters.
    """
    known = texts.lazy().with_columns(_plain("identity"), _plain("certificate"))
    known = known.with_columns(inside=pl.col("certificate").str.head(18))
    born = _born("identity")
    return known.select(
        "person_id",
        pl.col("identity").str.len_chars().cast(pl.Int64).alias("identity_length"),
        _valid("identity").alias("identity_valid"),
        _known(born.ne(pl.col("birth_on"))).alias("identity_birth_differs"),
        _known(pl.col("sex").is_in([1, 2]) & _sex("identity").ne(pl.col("sex"))).alias(
            "identity_sex_differs"
        ),
        pl.col("certificate").str.len_chars().cast(pl.Int64).alias("certificate_length"),
        (_valid("inside") & _known(pl.col("certificate").str.contains(_CERTIFICATE))).alias(
            "certificate_valid"
        ),
        _known(
            pl.col("inside").ne(pl.col("identity"))
            | (
                (pl.col("grade") > 0)
                & pl.col("certificate").str.slice(19, 1).ne(pl.col("grade").cast(pl.String))
            )
        ).alias("certificate_differs"),
    ).collect()


def _plain(name: str) -> pl.Expr:
    """Without blanks, capital; an empty text is no number."""
    text = pl.col(name).str.replace_all(r"\s", "").str.to_uppercase()
    return pl.when(text != "").then(text).alias(name)


def _valid(name: str) -> pl.Expr:
    body = pl.col(name)
    digits = [
        body.str.slice(place, 1).cast(pl.Int64, strict=False) * weight
        for place, weight in enumerate(_WEIGHTS)
    ]
    check = (pl.sum_horizontal(digits) % 11).replace_strict(
        list(range(11)), list(_CHECKS), default=None, return_dtype=pl.String
    )
    fits = body.str.contains(_BODY) & (body.str.slice(17, 1) == check)
    return _known(fits) & _born(name).is_not_null()


def _born(name: str) -> pl.Expr:
    return pl.col(name).str.slice(6, 8).str.to_date("%Y%m%d", strict=False)


def _sex(name: str) -> pl.Expr:
    """1 for men (odd), 2 for women, as GB/T 2261.1."""
    return 2 - pl.col(name).str.slice(16, 1).cast(pl.Int16, strict=False) % 2


def _known(condition: pl.Expr) -> pl.Expr:
    return condition.fill_null(False)
