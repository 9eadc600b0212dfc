"""Identity and telephone numbers as the registry keeps them: encrypted, with a blind index."""

import polars as pl

from shouwang.kernel.crypto import sealing
from shouwang.kernel.crypto.fields import place_of
from shouwang.watch.registry.models import Person
from shouwang.watch.registry.rules import TAIL


def sealed(people: pl.DataFrame) -> list[pl.Series]:
    """Identity, telephone and disability numbers as COPY reads bytes, and the tails to find by."""
    identities = people["identity_number"].to_list()
    telephones = people["phone"].to_list()
    disabilities = people["disability_number"].to_list()
    bound = _place("identity")
    return [
        _bytes("identity", sealing.seal_many(identities, bound)),
        _bytes("identity_index", sealing.blind_many(identities, bound)),
        _bytes("telephone", sealing.seal_many(telephones, _place("telephone"))),
        _bytes("disability_number", sealing.seal_many(disabilities, _place("disability_number"))),
        _tail(people["identity_number"]).alias("identity_tail"),
        _tail(people["phone"]).alias("telephone_tail"),
    ]


def _place(field: str) -> str:
    return place_of(Person._meta.get_field(field))


def _tail(numbers: pl.Series) -> pl.Series:
    return numbers.str.slice(-TAIL).fill_null("")


def _bytes(name: str, values: list[bytes | None]) -> pl.Series:
    written = pl.Series(name, values, dtype=pl.Binary).bin.encode("hex")
    return pl.select(pl.lit("\\x") + written).to_series().alias(name)
