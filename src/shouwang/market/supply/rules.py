"""Seasons, codes of batches, safety intervals, and the accounts of the ledger that hold grams."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

# Crockford's letters: none is read for another.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Codes use the first 31, a prime number of them: one wrong sign, or two exchanged, is always seen.
SIGNS = LETTERS[:31]
KG = 1000


@dataclass(frozen=True, slots=True)
class Crop:
    """A crop of the pack: how its plots are counted, and which months are one season."""

    code: str
    name: str
    category: str
    by: str
    from_month: int
    until_month: int

    def season_on(self, on: date) -> int:
        """The season that a day belongs to, named after the year in which it begins.

        Months before the first belong to the season before: oranges of January 2025 are 2024's.
        """
        return on.year if on.month >= self.from_month else on.year - 1

    @property
    def is_area(self) -> bool:
        """Counted in square metres, and not in trees or animals."""
        return self.by == "area"

    def sold_in(self, month: int) -> bool:
        """Whether the month lies in the season."""
        if self.from_month <= self.until_month:
            return self.from_month <= month <= self.until_month
        return month >= self.from_month or month <= self.until_month


@dataclass(frozen=True, slots=True)
class Used:
    """A treatment: on which day, with what, and how many days must pass until the harvest."""

    name: str
    on: date
    interval_days: int

    @property
    def free_on(self) -> date:
        """The first day on which may be harvested."""
        return self.on + timedelta(days=self.interval_days)


def forbids(used: Iterable[Used], harvested_on: date) -> Used | None:
    """The treatment inside whose interval the harvest lies, the one that lasts longest; or None."""
    against = [one for one in used if one.on <= harvested_on < one.free_on]
    return max(against, key=lambda one: (one.free_on, one.name), default=None)


def code_of(batch: UUID) -> str:
    """The code printed on boxes: ten signs drawn from the batch's number, and a check sign."""
    number = int.from_bytes(hashlib.sha256(batch.bytes).digest()[:8])
    signs = "".join(SIGNS[number // 31**place % 31] for place in range(10))
    return signs + _check(signs)


def read_code(text: str) -> str | None:
    """A batch code as somebody typed it; None when it cannot be one.

    Blanks, hyphens and small letters do not matter, and I, L, O are read as 1, 1, 0.
    """
    plain = "".join(one for one in text.upper() if one.isascii() and one.isalnum())
    code = plain.translate(str.maketrans("ILO", "110"))
    if len(code) != 11 or any(one not in SIGNS for one in code):
        return None
    return code if _check(code[:10]) == code[10] else None


def _check(signs: str) -> str:
    weighed = sum(place * SIGNS.index(sign) for place, sign in enumerate(signs, 1))
    return SIGNS[weighed % 31]


def grams_unit(crop: str) -> str:
    """The ledger's unit of a crop."""
    return f"g:{crop}"


def pieces_unit(variant: int) -> str:
    """The ledger's unit of a variant's pieces."""
    return f"pc:{variant}"


def harvest_account(crop: str) -> str:
    """Where certified grams come from; may go below zero."""
    return f"harvest:{crop}"


def plot_account(link: UUID, crop: str, season: int) -> str:
    """What a household's plots of a crop may still bring in a season."""
    return f"plot:{link}:{crop}:{season}"


def batch_account(batch: UUID) -> str:
    """What was brought into a batch and is not listed yet."""
    return f"batch:{batch}"


def listed_account(batch: UUID) -> str:
    """What was listed from a batch."""
    return f"listed:{batch}"


def supply_account(batch: UUID, variant: int) -> str:
    """Where pieces of a variant made from a batch come from; may go below zero."""
    return f"supply:{batch}:{variant}"


def stock_account(variant: int) -> str:
    """Pieces of a variant that may be sold."""
    return f"stock:{variant}"


def kilograms(grams: int) -> str:
    """Grams as kilograms, with no more decimals than are needed: 1500 → 1.5."""
    whole, rest = divmod(grams, KG)
    return f"{whole}.{rest:03d}".rstrip("0").rstrip(".")
