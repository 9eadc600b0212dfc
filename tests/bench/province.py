"""A stand-in province: the table sizes of the benchmark, drawn uniformly, nothing lifelike.

Used where the demonstration generator is not wanted; seeded and written in parts.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

AS_OF = dt.date(2024, 6, 30)
PART = 100_000  # households in one part
VILLAGE = 250  # households in one village
# rows a household, from 6.2 M persons, 12 M spending and 6 M income rows for 1.75 M households
ROWS = {"persons": 3.543, "income": 3.429, "spending": 6.857, "housing": 1.0, "water": 1.0}
ROWS |= {"payouts": 0.3, "events": 0.2, "sales": 0.3}


def make_province(directory: Path, households: int, seed: int = 20240630) -> None:
    """Write the nine tables as folders of parts."""
    for number, first in enumerate(range(0, households, PART)):
        rng = np.random.default_rng((seed, number))
        for table, frame in _part(rng, first, min(PART, households - first)):
            (directory / table).mkdir(parents=True, exist_ok=True)
            frame.write_parquet(directory / table / f"part-{number:04d}.parquet")


def _part(rng: np.random.Generator, first: int, count: int) -> Iterator[tuple[str, pl.DataFrame]]:
    numbers = np.arange(first, first + count)
    region = [f"36{n // VILLAGE:010d}" for n in numbers]
    yield (
        "households",
        pl.DataFrame(
            {
                "household_id": _ids(numbers),
                "region": region,
                "ever_registered": rng.random(count) < 0.12,
                "lifted_on": pl.Series([None] * count, dtype=pl.Date),
                "category": pl.Series(["none"] * count),
            }
        ),
    )
    draws = {
        table: np.sort(rng.integers(0, count, int(count * share))) for table, share in ROWS.items()
    }
    # everyone has at least one member, as nearly every real household has
    draws["persons"] = np.sort(np.concatenate([np.arange(count), draws["persons"][:-count]]))
    people = first * 4 + np.arange(len(draws["persons"]))
    payers = np.searchsorted(draws["persons"], draws["spending"])  # the first member pays
    columns = _columns(rng, {table: len(rows) for table, rows in draws.items()}, people, payers)
    for table, rows in draws.items():
        yield table, pl.DataFrame({"household_id": _ids(numbers[rows]), **columns[table]})


def _columns(
    rng: np.random.Generator, rows: dict[str, int], people: np.ndarray, payers: np.ndarray
) -> dict[str, dict[str, Any]]:
    person_id = pl.Series([f"P{n:018d}" for n in people])
    return {
        "persons": {
            "person_id": person_id,
            "birth_on": _days(rng, rows["persons"], 85 * 365),
            "sex": rng.integers(1, 3, rows["persons"]),
            "alive": rng.random(rows["persons"]) < 0.98,
            "moved_out": rng.random(rows["persons"]) < 0.03,
            "schooling": _codes(
                rng, rows["persons"], {"finished": 75, "primary": 15, "junior": 9, "none": 1}
            ),
            "labour": _codes(rng, rows["persons"], {"able": 60, "none": 25, "weak": 10, "lost": 5}),
            "disability_grade": rng.choice(5, rows["persons"], p=(0.95, 0.01, 0.01, 0.02, 0.01)),
            "disability_on": _days(rng, rows["persons"], 3650),
        },
        "income": {
            "month": _months(rng, rows["income"]),
            "kind": _codes(
                rng,
                rows["income"],
                {"wage": 45, "business": 25, "transfer": 20, "business_cost": 8, "property": 2},
            ),
            "amount_fen": (rng.gamma(4.0, 1_500_000, rows["income"])).astype(np.int64),
        },
        "spending": {
            "person_id": person_id.gather(payers),
            "spent_on": _days(rng, rows["spending"], 730),
            "kind": _codes(
                rng, rows["spending"], {"medical_own": 60, "education_own": 20, "other": 20}
            ),
            "amount_fen": (rng.lognormal(10.5, 1.5, rows["spending"])).astype(np.int64),
        },
        "payouts": {
            "paid_on": _days(rng, rows["payouts"], 730),
            "kind": _codes(rng, rows["payouts"], {"insurance": 80, "relief": 20}),
            "amount_fen": rng.integers(0, 500_000, rows["payouts"]),
        },
        "housing": {
            "assessed_on": _days(rng, rows["housing"], 2000),
            "grade": _codes(rng, rows["housing"], {"A": 80, "B": 17, "C": 2, "D": 1}),
        },
        "water": {
            "observed_on": _days(rng, rows["water"], 2000),
            "safe": rng.random(rows["water"]) < 0.98,
        },
        "events": {
            "person_id": pl.Series([None] * rows["events"], dtype=pl.String),
            "happened_on": _days(rng, rows["events"], 730),
            "kind": _codes(
                rng,
                rows["events"],
                {
                    "returned": 40,
                    "death": 10,
                    "accident": 5,
                    "job_lost": 15,
                    "disaster": 10,
                    "crop_loss": 10,
                    "allowance_ended": 10,
                },
            ),
            "loss_fen": rng.integers(0, 1_000_000, rows["events"]),
        },
        "sales": {
            "month": _months(rng, rows["sales"]),
            "contracted_fen": rng.integers(0, 300_000, rows["sales"]),
            "delivered_fen": rng.integers(0, 300_000, rows["sales"]),
        },
    }


def _ids(numbers: np.ndarray) -> pl.Series:
    return "H" + pl.Series(numbers).cast(pl.String).str.zfill(16)


def _days(rng: np.random.Generator, count: int, back: int) -> pl.Series:
    last = (AS_OF - dt.date(1970, 1, 1)).days
    return pl.Series((last - rng.integers(0, back, count)).astype(np.int32)).cast(pl.Date)


def _months(rng: np.random.Generator, count: int) -> pl.Series:
    months = [dt.date(2022 + (5 + n) // 12, (5 + n) % 12 + 1, 1) for n in range(24)]
    return pl.Series(months).gather(rng.integers(0, 24, count))


def _codes(rng: np.random.Generator, count: int, weights: dict[str, int]) -> pl.Series:
    share = np.array(list(weights.values())) / sum(weights.values())
    return pl.Series(list(weights)).gather(rng.choice(len(weights), count, p=share))
