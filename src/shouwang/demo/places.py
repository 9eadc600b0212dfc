"""Villages: their codes, sizes, prosperity, main crop, and the hazards that strike neighbours.

No open coordinates exist below the county, so neighbours are villages next to each other in the
order of their codes, within a township.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, fields
from importlib import resources
from pathlib import Path
from typing import Self

import numpy as np

from shouwang.demo.draws import Bools, Floats, Ints, Stream, apportion, pick, stream
from shouwang.demo.errors import UnusableRegions, WrongRequest

COUNTY = 360781000000
MEDIAN_SIZE = 540.0
SIZE_SPREAD = 0.28
# Rice, navel orange, vegetables, camellia oil, tobacco, white lotus, duck eggs, pigs, goats, honey.
CROPS = ("rice", "orange", "vegetables", "camellia", "tobacco", "lotus", "eggs", "pigs", "goats")
CROP_WEIGHTS = (30, 22, 14, 9, 5, 6, 4, 7, 3)


@dataclass(frozen=True)
class Places:
    """Villages in the order of their codes; every field is an array with one entry a village."""

    code: Ints
    size: Ints  # households
    township: Ints
    prosperity: Floats  # added to the log of income per head
    crop: Ints
    flood: Ints  # bit i: struck by the flood of the i-th June of the watch
    drought: Bools
    swine_fever: Bools
    frost: Bools

    def part(self, begin: int, end: int) -> Self:
        """The villages from `begin` up to, not including, `end`."""
        return type(self)(*(getattr(self, field.name)[begin:end] for field in fields(self)))


@dataclass(frozen=True)
class Division:
    """One line of the county's list of divisions."""

    code: int
    level: str
    name: str


def county_divisions() -> list[Division]:
    """The real townships and villages of Ruijin (National Bureau of Statistics, 2023)."""
    text = resources.files("shouwang.demo").joinpath("data/ruijin-divisions.csv")
    lines = text.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return [Division(int(row["code"]), row["level"], row["name"]) for row in rows]


def rural_weights() -> tuple[Ints, Floats]:
    """Codes of the county's villages with rural households, and their weight in size.

    Villages count fully, the small market-town communities a quarter; the communities of the
    county seat (象湖镇) and the development zone have no rural households.
    """
    villages = [d for d in county_divisions() if d.level == "village"]
    weight = np.array([_rural_weight(division) for division in villages])
    code = np.array([division.code for division in villages], dtype=np.int64)
    return code[weight > 0], weight[weight > 0]


def _rural_weight(division: Division) -> float:
    if "村民委员会" in division.name:
        return 1.0
    in_town = division.code // 1000 in (COUNTY // 1000 + 100, COUNTY // 1000 + 400)
    return 0.0 if in_town else 0.25


def read_regions(path: Path) -> list[str]:
    """Village codes from a CSV with a header and a column `code`; other levels are passed over.

    Raises UnusableRegions naming the line and what is wrong with it.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(line for line in lines if not line.startswith("#"))
            if "code" not in (rows.fieldnames or ()):
                raise UnusableRegions(path=path, reason="its header has no column `code`")
            codes = [_region_code(path, number, row["code"]) for number, row in enumerate(rows, 1)]
    except UnicodeDecodeError:
        raise UnusableRegions(path=path, reason="it is not UTF-8 text") from None
    villages = [code for code in codes if not code.endswith("000")]
    if not villages:
        raise UnusableRegions(path=path, reason="it names no village")
    return villages


def _region_code(path: Path, number: int, code: str | None) -> str:
    if code is None or not _is_code(code):
        reason = f"row {number} has {code!r} where a code of 12 digits belongs"
        raise UnusableRegions(path=path, reason=reason)
    return code


def _is_code(code: str) -> bool:
    return len(code) == 12 and code.isascii() and code.isdigit() and code[0] != "0"


def village_codes(given: Iterable[str] | None, households: int) -> tuple[Ints, Floats]:
    """Codes and size weights for a run: `given`, or the county and invented ones beyond it.

    Raises WrongRequest if `given` is empty or holds anything but codes of 12 digits.
    """
    codes: Ints
    if given is not None:
        wanted = sorted(set(given))
        if not wanted or not all(_is_code(code) for code in wanted):
            raise WrongRequest(reason="regions must be village codes of 12 digits, at least one")
        codes = np.array([int(code) for code in wanted], dtype=np.int64)
        return codes, np.ones(len(codes))
    codes, weights = rural_weights()
    lacking = int(households / MEDIAN_SIZE) + 60 - len(codes)
    if lacking <= 0:
        return codes, weights
    more = _invented_codes(lacking)
    order = np.argsort(np.concatenate([codes, more]), kind="stable")
    return (
        np.concatenate([codes, more])[order],
        np.concatenate([weights, np.ones(len(more))])[order],
    )


def _invented_codes(count: int) -> Ints:
    """Village codes of invented counties in Jiangxi: 16 townships of 14 villages each."""
    number = np.arange(count)
    county, within = np.divmod(number, 16 * 14)
    prefecture, serial = county % 11 + 1, county // 11 + 21
    prefix = 360000 + prefecture * 100 + serial
    return prefix * 1_000_000 + (100 + within // 14) * 1000 + 200 + within % 14


def county_villages(seed: int, households: int, scale: float, floods: int) -> Places:
    """The county's villages with `households` among them; at a small scale, every n-th village."""
    codes, weights = rural_weights()
    kept = np.unique(np.linspace(0, len(codes) - 1, max(2, round(len(codes) * scale))).astype(int))
    return settle(seed, households, codes[kept], weights[kept], floods)


def settle(seed: int, households: int, codes: Ints, weights: Floats, floods: int) -> Places:
    """Villages with exactly `households` among them, as many of `codes` as that takes."""
    rng = stream(seed, "places")
    sizes = weights * MEDIAN_SIZE * rng.lognormal(0, SIZE_SPREAD, len(codes))
    enough = int(np.searchsorted(np.cumsum(sizes), households)) + 1
    codes, sizes = codes[:enough], sizes[:enough]
    size = _exact_sizes(households, sizes)
    codes, size = codes[size > 0], size[size > 0]
    return _with_character(rng, codes, size, floods)


def _exact_sizes(households: int, sizes: Floats) -> Ints:
    if sizes.sum() < households:
        return apportion(households, sizes)
    size: Ints = np.rint(sizes).astype(np.int64)
    size[-1] = 0
    excess = np.cumsum(size) - households
    size = np.where(excess > 0, np.maximum(size - excess, 0), size)
    size[-1] = households - size[:-1].sum()
    return size


def _with_character(rng: Stream, codes: Ints, size: Ints, floods: int) -> Places:
    township = np.unique(codes // 1000, return_inverse=True)[1]
    count = len(codes)
    river = _river(rng, township)
    flood = np.zeros(count, dtype=np.int64)
    for which in range(floods):
        flood |= _runs(rng, river, share=0.16).astype(np.int64) << which
    everywhere = np.ones(count, dtype=bool)
    return Places(
        code=codes,
        size=size,
        township=township,
        prosperity=_prosperity(rng, township),
        crop=_main_crop(rng, township),
        flood=flood,
        drought=_runs(rng, ~river, share=0.15),
        swine_fever=_runs(rng, everywhere, share=0.10),
        frost=_runs(rng, everywhere, share=0.12),
    )


def _prosperity(rng: Stream, township: Ints) -> Floats:
    """Township effect plus a village effect that resembles the neighbour's."""
    effect = rng.normal(0, 0.07, township.max() + 1)[township]
    own = rng.normal(0, 1, len(township))
    near = own.copy()
    for i in range(1, len(near)):
        if township[i] == township[i - 1]:
            near[i] = 0.6 * near[i - 1] + 0.8 * own[i]
    return effect + 0.09 * near


def _main_crop(rng: Stream, township: Ints) -> Ints:
    """A village grows what its township grows, or something of its own."""
    shared = pick(rng, CROP_WEIGHTS, township.max() + 1)[township]
    own = pick(rng, CROP_WEIGHTS, len(township))
    return np.where(rng.random(len(township)) < 0.55, shared, own)


def _river(rng: Stream, township: Ints) -> Bools:
    """A run of about half the villages of each township lies on the river."""
    first = np.searchsorted(township, np.arange(township.max() + 2))
    length = np.diff(first)[township]
    place = np.arange(len(township)) - first[township]
    start = rng.integers(0, 1 << 30, township.max() + 1)[township] % length
    return (place - start) % length < np.ceil(length * 0.5)


def _runs(rng: Stream, candidates: Bools, share: float) -> Bools:
    """Neighbouring candidate villages, in runs of three to six, about `share` of all."""
    count = len(candidates)
    struck = np.zeros(count, dtype=bool)
    where = np.flatnonzero(candidates)
    while len(where) and struck.sum() < share * count:
        begin, length = int(rng.integers(len(where))), int(rng.integers(3, 7))
        struck[where[begin : begin + length]] = True
        if struck[where].all():
            break
    return struck
