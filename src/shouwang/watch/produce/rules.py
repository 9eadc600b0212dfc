"""Prices compared, certificates drawn, numbers printed: pure functions."""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Comparison:
    """A price beside the mean of the market's, all in fen; `most_fen` is what may be asked."""

    price_fen: int
    mean_fen: int
    most_fen: int

    @property
    def holds(self) -> bool:
        """Whether the price is not above the market's by more than the tolerance."""
        return self.price_fen <= self.most_fen

    @property
    def above_percent(self) -> float:
        """How far the price lies above the mean, in per cent; negative below it."""
        return round(100 * (self.price_fen - self.mean_fen) / self.mean_fen, 1)


def compared(price_fen: int, market_fen: Sequence[int], tolerance: int) -> Comparison | None:
    """The price against the mean of the market's (rounded down); None without any.

    `tolerance` is in whole per cent of the mean. Compared without dividing by the tolerance, so
    that a price exactly at the limit holds.
    """
    if not market_fen or sum(market_fen) <= 0:
        return None
    mean = sum(market_fen) // len(market_fen)
    most = sum(market_fen) * (100 + tolerance) // (100 * len(market_fen))
    return Comparison(price_fen, max(mean, 1), most)


def drawn(seed: str, frame: Sequence[UUID], percent: int) -> list[UUID]:
    """So many per cent of the frame, at least one, in the order drawn; the same for a seed.

    The frame is put in order first: who draws again needs the numbers and nothing else.
    """
    ordered = sorted(frame)
    if not ordered:
        return []
    many = max(1, -(-len(ordered) * percent // 100))
    return random.Random(seed).sample(ordered, min(many, len(ordered)))


def frame_digest(frame: Sequence[UUID]) -> str:
    """Shows later that the draw was from exactly these."""
    return hashlib.sha256("\n".join(map(str, sorted(frame))).encode()).hexdigest()


def certificate_number(county: str, on: date, application: UUID) -> str:
    """As it is printed: county, year, and twelve digits that come from the application's number."""
    return f"CP{county}-{on.year}-{application.int % 10**12:012}"


def years_later(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
