"""Linking two lists of 100 000 people, half of them in both, written differently.

The second list is the first half dirtied from a seed: characters and homophones changed, days and
months slipped or swapped, lunar birthdays, villages moved, and as many strangers. No identity
numbers: with them there is nothing to find out.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from shouwang.demo.names import MEN, SURNAMES, WOMEN
from shouwang.watch.linkage.likeness import NEEDED, Limits, link
from shouwang.watch.linkage.rules.lunar import lunar_days

from .options import Options

NAME = "linkage"
TITLE = "Linking two lists of people"
PEOPLE, SEED, BOUND_SECONDS = 100_000, 20240630, 60
THRESHOLD = 0.85
HOMOPHONES = {"伟": "卫", "红": "洪", "明": "名", "华": "花", "英": "瑛", "军": "均", "福": "富"}
VILLAGES = [f"360781{100 + town}{200 + n}" for town in range(18) for n in range(1, 15)]
Person = tuple[str, None, str, date, int, str]


def measure(options: Options) -> dict[str, Any]:
    """Seconds and peak memory in a process of its own, and what was found of what there was."""
    if options.only and "linkage" not in options.only:
        return {}
    size = PEOPLE if options.households >= 1_000_000 else PEOPLE // 10
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.linkage", str(size), str(options.cores)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def markdown(report: dict[str, Any]) -> str:
    """One row."""
    if not report:
        return ""
    people = f"{report['people']:,}".replace(",", " ")
    return "\n".join(
        [
            "| lists of | seconds | peak memory, MB | pairs | precision | recall |",
            "|---|--:|--:|--:|--:|--:|",
            f"| 2 × {people} | {report['seconds']:.1f} | {report['megabytes']} "
            f"| {report['pairs']:,} | {report['precision']:.2%} | {report['recall']:.2%} |".replace(
                ",", " "
            ),
            "",
            f"Bound: {BOUND_SECONDS} s for two lists of 100 000. Half of the people are in both "
            f"lists, a third of those written differently; threshold {THRESHOLD:.0%}, seed {SEED}.",
        ]
    )


def lists(size: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A list of people, and another whose first half are the same people; ids tell which."""
    rng = random.Random(SEED)
    lunar = {day: (year, month, number) for day, year, month, number in lunar_days()}
    left = [_person(rng, f"a{n}") for n in range(size)]
    right = [_dirtied(rng, one, lunar) for one in left[: size // 2]]
    right += [_person(rng, f"b{n}") for n in range(size // 2, size)]
    return tuple(pl.DataFrame(rows, schema=NEEDED, orient="row") for rows in (left, right))  # type: ignore[return-value]


def _person(rng: random.Random, key: str) -> Person:
    born = date(1930, 1, 1) + timedelta(days=rng.randrange(33_000))
    sex = rng.choice((1, 2))
    era = sum(born.year >= year for year in (1965, 1985, 2005))
    characters = (MEN if sex == 1 else WOMEN)[era]
    given = rng.choice(characters) + (rng.choice(characters) if rng.random() > 0.14 else "")
    [surname] = rng.choices(list(SURNAMES), list(SURNAMES.values()))
    return (key, None, surname + given, born, sex, rng.choice(VILLAGES))


def _dirtied(rng: random.Random, one: Person, lunar: dict[date, tuple[int, ...]]) -> Person:
    key, _, name, born, sex, place = one
    draw = rng.random()
    if draw < 0.04:
        name = "".join(HOMOPHONES.get(character, character) for character in name)
    elif draw < 0.08:
        name = name[:-1] + rng.choice(MEN[1] + WOMEN[1])
    elif draw < 0.09:
        name = name[0] + rng.choice(MEN[0]) + rng.choice(WOMEN[0])
    born = _slipped(rng, born, lunar)
    if rng.random() < 0.15:
        place = rng.choice(VILLAGES)
    return (f"b{key[1:]}", None, name, born, sex, place)


def _slipped(rng: random.Random, born: date, lunar: dict[date, tuple[int, ...]]) -> date:
    draw = rng.random()
    if draw < 0.03:
        return born + timedelta(days=rng.choice((-10, -1, 1, 10)))
    if draw < 0.05 and born.day <= 12:
        return date(born.year, born.day, born.month)
    if draw < 0.08:
        year, month, number = lunar[born]
        return date(year, month, min(number, 28))
    if draw < 0.09:
        return date(born.year - 1, born.month, min(born.day, 28))
    return born


def main(size: int, cores: int) -> None:
    """Link once and print what it cost and found."""
    left, right = lists(size)
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        limits = Limits(Path(folder), threads=cores)
        pairs = link(left, right, threshold=THRESHOLD, limits=limits)
        seconds = time.perf_counter() - begun
    same = pl.col("left").str.slice(1) == pl.col("right").str.slice(1)
    right_ones = pairs.filter(same).height
    found = {
        "people": size,
        "seconds": seconds,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "pairs": pairs.height,
        "precision": right_ones / max(pairs.height, 1),
        "recall": right_ones / (size // 2),
    }
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
