"""From the rows that were read to the rows that are staged: derived, sealed, digested.

What an identity number says (birth, sex) is taken from it where the cell beside is empty. The
number itself is encrypted for the registry's column and digested, slice by slice, and dropped.
"""

import polars as pl

from shouwang.kernel.crypto import sealing
from shouwang.kernel.crypto.fields import place_of
from shouwang.regions import naming
from shouwang.watch.intake import tables
from shouwang.watch.intake.layouts import Kind, Layout
from shouwang.watch.registry.models import Person
from shouwang.watch.registry.rules import TAIL

# lists whose secret numbers go into the registry; of a household only the head's telephone
KEEPS_PERSON = {"members", "disability", "households"}


def staged(layout: Layout, rows: pl.DataFrame, first: int, refused: pl.DataFrame) -> pl.DataFrame:
    """The piece with the columns of `tables.columns`; `refused` has `_sheet` and `_row`."""
    numbered = rows.with_row_index("n", offset=first).with_columns(pl.col("n").cast(pl.Int64))
    marked = numbered.join(
        refused.unique().with_columns(refused=pl.lit(True)),
        on=["_sheet", "_row"],
        how="left",
        maintain_order="left",
    ).with_columns(pl.col("refused").fill_null(False))
    derived = _derived(layout, marked)
    sealed = derived.with_columns(*_sealed(layout, derived))
    return sealed.select(_shaped(layout, sealed))


def identity_column(layout: Layout) -> str | None:
    """The column that names the row's person, or the household's head."""
    names = [c.name for c in layout.columns if c.kind is Kind.IDENTITY]
    return names[0] if names else None


def born(identity: pl.Expr) -> pl.Expr:
    """The birth date inside identity numbers."""
    return identity.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)


def sex_of(identity: pl.Expr) -> pl.Expr:
    """The sex inside identity numbers, "1" or "2"."""
    odd = identity.str.slice(16, 1).cast(pl.Int8, strict=False) % 2 == 1
    return pl.when(odd).then(pl.lit("1")).when(~odd).then(pl.lit("2"))


def _derived(layout: Layout, rows: pl.DataFrame) -> pl.DataFrame:
    name = identity_column(layout)
    if name is None:
        return rows
    inside = pl.col(name)
    more = {"identity_birth": born(inside)}
    if "birth_on" in layout:
        more["birth_on"] = pl.coalesce(born(inside), "birth_on")
    if "sex" in layout:
        more["sex"] = pl.coalesce(sex_of(inside), "sex")
    return rows.with_columns(**more)


def _sealed(layout: Layout, rows: pl.DataFrame) -> list[pl.Series]:
    made: list[pl.Series] = []
    whole = layout.name in KEEPS_PERSON
    name = identity_column(layout)
    if name is not None:
        made += _identity(rows[name], whole and layout.name == "members")
    if whole and "telephone" in layout:
        made += [_closed("telephone", rows["telephone"]), _tail("telephone", rows["telephone"])]
    if whole and "disability_number" in layout:
        number = rows["disability_number"]
        made += [
            _closed("disability_number", number),
            number.str.slice(19, 1).cast(pl.Int64, strict=False).alias("disability_grade"),
        ]
    who = "name" if "name" in layout else "head_name"
    if who in layout and layout.name in {"members", "households"}:
        made.append(naming.initials(rows[who].fill_null("")).str.slice(0, 20).alias("initials"))
    return made


def _identity(numbers: pl.Series, whole: bool) -> list[pl.Series]:
    place = _place("identity")
    index = pl.Series("identity_index", sealing.blind_many(numbers.to_list(), place), pl.Binary)
    if not whole:
        return [index]
    return [index, _closed("identity", numbers), _tail("identity", numbers)]


def _closed(field: str, texts: pl.Series) -> pl.Series:
    return pl.Series(field, sealing.seal_many(texts.to_list(), _place(field)), pl.Binary)


def _tail(field: str, numbers: pl.Series) -> pl.Series:
    return numbers.str.slice(-TAIL).fill_null("").alias(f"{field}_tail")


def _place(field: str) -> str:
    return place_of(Person._meta.get_field(field))


def _shaped(layout: Layout, rows: pl.DataFrame) -> list[pl.Expr]:
    """Exactly the staged columns; a secret that this list has no use for is not among them."""
    return [
        _plain(name, rows.schema).alias(name) if _kept(name, rows) else pl.lit(None).alias(name)
        for name in tables.columns(layout)
    ]


def _plain(name: str, schema: pl.Schema) -> pl.Expr:
    return pl.col({"sheet": "_sheet", "row": "_row"}.get(name, name))


def _kept(name: str, rows: pl.DataFrame) -> bool:
    if name in {"identity", "telephone", "disability_number"}:
        return rows.schema.get(name) == pl.Binary
    return name in {"sheet", "row"} or name in rows.columns
