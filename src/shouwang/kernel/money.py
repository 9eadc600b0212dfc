"""Money in whole fen, exact; see docs/explanation/money-and-rounding.md."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import total_ordering

from shouwang.kernel.errors import ShouwangError

FEN_PER_YUAN = 100
_WAN = 10_000
_AMOUNT = re.compile(
    r"(?P<sign>[+-]?)¥?(?P<number>\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?)(?P<unit>元|万元|万)?",
    re.ASCII,
)


class MoneyInexact(ShouwangError):
    """Money is whole fen: {value!r} is not a whole number."""


class MoneyUnreadable(ShouwangError):
    """{text!r} is not an amount of money: write it as 21360.50 or 21,360.50, in yuan."""


class AllocationImpossible(ShouwangError):
    """An amount can only be shared by whole weights that are not negative and not all zero."""


def round_half_up(numerator: int, denominator: int) -> int:
    """The whole number nearest to numerator ÷ denominator; a half goes away from zero.

    The only rounding of the project. A half rounds by its size, not its sign, so that the
    reversal of an entry is always exactly its negative: 5/2 → 3, -5/2 → -3.
    Raises ZeroDivisionError when the denominator is 0.
    """
    _refuse_inexact(numerator)
    _refuse_inexact(denominator)
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    top, bottom = abs(numerator), abs(denominator)
    return sign * ((2 * top + bottom) // (2 * bottom))


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount of yuan, kept as whole fen; negative amounts are allowed."""

    fen: int

    def __post_init__(self) -> None:
        _refuse_inexact(self.fen)

    @classmethod
    def yuan(cls, amount: int | Decimal) -> "Money":
        """The amount given in yuan; a decimal may have at most two places."""
        if isinstance(amount, Decimal):
            return cls(_whole(amount * FEN_PER_YUAN, str(amount)))
        _refuse_inexact(amount)
        return cls(amount * FEN_PER_YUAN)

    @classmethod
    def parse(cls, text: str) -> "Money":
        """Read what a person typed: 21360.5, 21,360.50, ２１，３６０元, 3.2万元.

        Raises MoneyUnreadable for anything else, also for a fraction of a fen.
        """
        plain = unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace(" ", "")
        found = _AMOUNT.fullmatch(plain)
        if found is None:
            raise MoneyUnreadable(text=text)
        scale = FEN_PER_YUAN * (_WAN if (found["unit"] or "").startswith("万") else 1)
        fen = _whole(Decimal(found["number"].replace(",", "")) * scale, text)
        return cls(-fen if found["sign"] == "-" else fen)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.fen + other.fen) if isinstance(other, Money) else NotImplemented

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.fen - other.fen) if isinstance(other, Money) else NotImplemented

    def __neg__(self) -> "Money":
        return Money(-self.fen)

    def __mul__(self, times: int) -> "Money":
        _refuse_inexact(times)
        return Money(self.fen * times)

    __rmul__ = __mul__

    def __lt__(self, other: "Money") -> bool:
        return self.fen < other.fen if isinstance(other, Money) else NotImplemented

    def __bool__(self) -> bool:
        return self.fen != 0

    def ratio(self, numerator: int, denominator: int) -> "Money":
        """The amount × numerator ÷ denominator, rounded once by `round_half_up`."""
        _refuse_inexact(numerator)
        return Money(round_half_up(self.fen * numerator, denominator))

    def allocate(self, weights: Sequence[int]) -> list["Money"]:
        """Share the amount by weights so that the shares add up to it exactly.

        Largest remainder: each share is first cut down to whole fen; the fen left over go one
        each to the largest remainders, and of equal remainders to the one that stands earlier.
        A negative amount is shared like its size. Raises AllocationImpossible.
        """
        sizes = _largest_remainder(abs(self.fen), weights)
        return [Money(-size if self.fen < 0 else size) for size in sizes]

    def text(self, thousands: str = ",") -> str:
        """The amount in yuan with two decimals: 21,360.50."""
        yuan, fen = divmod(abs(self.fen), FEN_PER_YUAN)
        sign = "-" if self.fen < 0 else ""
        return f"{sign}{yuan:,}".replace(",", thousands) + f".{fen:02d}"

    def __str__(self) -> str:
        return self.text()


def _largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    for weight in weights:
        _refuse_inexact(weight)
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise AllocationImpossible()
    shares = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: (-remainders[place], place))
    for place in by_remainder[: total - sum(shares)]:
        shares[place] += 1
    return shares


def _refuse_inexact(value: object) -> None:
    # bool is an int in Python, and never an amount
    if not isinstance(value, int) or isinstance(value, bool):
        raise MoneyInexact(value=value)


def _whole(fen: Decimal, text: str) -> int:
    if not fen.is_finite() or fen != fen.to_integral_value():
        raise MoneyUnreadable(text=text)
    return int(fen)


ZERO = Money(0)
