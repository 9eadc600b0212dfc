"""Codes of administrative divisions (GB/T 2260 and its twelve-digit extension)."""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum, IntEnum

from shouwang.kernel.errors import ShouwangError
from shouwang.kernel.periods import ALWAYS, Period

LENGTH = 12


class RegionCodeInvalid(ShouwangError):
    """{text!r} is not a division code: it has 2, 4, 6, 9 or 12 digits, from the province down."""


class Scheme(Enum):
    """Who issues the code; the same town has different codes in the two."""

    NBS = "nbs"  # statistical codes of the National Bureau of Statistics
    MCA = "mca"  # codes of the Ministry of Civil Affairs


class Level(IntEnum):
    """The level of a division, counted from the nation down."""

    NATION = 0
    PROVINCE = 1
    PREFECTURE = 2
    COUNTY = 3
    TOWNSHIP = 4
    VILLAGE = 5


# digits that matter at each level
DIGITS: dict[Level, int] = {
    Level.NATION: 0,
    Level.PROVINCE: 2,
    Level.PREFECTURE: 4,
    Level.COUNTY: 6,
    Level.TOWNSHIP: 9,
    Level.VILLAGE: 12,
}
_LEVEL_OF_DIGITS = {digits: level for level, digits in DIGITS.items()}
# the level of a code whose last digit that is not zero is the n-th
_LEVEL_AT = tuple(next(level for level in Level if DIGITS[level] >= n) for n in range(LENGTH + 1))


@dataclass(frozen=True, slots=True)
class RegionCode:
    """A division: twelve digits in one scheme, and the days on which that code is in force.

    Two codes are equal when digits and scheme are; validity does not count.
    """

    code: str
    scheme: Scheme = Scheme.NBS
    valid: Period = field(default=ALWAYS, compare=False)

    def __post_init__(self) -> None:
        if len(self.code) != LENGTH or not (self.code.isascii() and self.code.isdecimal()):
            raise RegionCodeInvalid(text=self.code)
        if self.code != self.prefix.ljust(LENGTH, "0"):
            raise RegionCodeInvalid(text=self.code)

    @classmethod
    def of(cls, text: str, scheme: Scheme = Scheme.NBS, valid: Period = ALWAYS) -> "RegionCode":
        """From 2, 4, 6, 9 or 12 digits ('' is the nation). Raises RegionCodeInvalid."""
        if len(text) not in _LEVEL_OF_DIGITS:
            raise RegionCodeInvalid(text=text)
        return cls(text.ljust(LENGTH, "0"), scheme, valid)

    @property
    def level(self) -> Level:
        """The level, read from where the last digit stands that is not zero."""
        return _LEVEL_AT[len(self.code.rstrip("0"))]

    @property
    def prefix(self) -> str:
        """The digits that matter: every division inside begins with them; '' is the nation."""
        return self.code[: DIGITS[self.level]]

    @property
    def county(self) -> str:
        """The six digits of the county, or of what stands in its place above the county."""
        return self.code[: DIGITS[Level.COUNTY]]

    @property
    def parent(self) -> "RegionCode | None":
        """The division that this one lies in; None for the nation.

        Some prefectures have townships and no counties: their parent is the prefecture.
        """
        if self.level is Level.NATION:
            return None
        return RegionCode.of(self.code[: DIGITS[Level(self.level - 1)]], self.scheme)

    def contains(self, other: "RegionCode") -> bool:
        """Whether the other is this division or lies in it, in the same scheme."""
        return self.scheme is other.scheme and other.code.startswith(self.prefix)

    def in_force(self, on: date) -> bool:
        """Whether the code is valid on the day."""
        return self.valid.contains(on)

    def __str__(self) -> str:
        return self.code


def enclosing(place: RegionCode) -> list[str]:
    """The codes of a place and of everything that it lies in, the nation's first."""
    prefix = place.prefix
    return [prefix[:n].ljust(LENGTH, "0") for n in DIGITS.values() if n <= len(prefix)]


def bounds(prefix: str) -> tuple[str, str]:
    """The lowest and the highest twelve-digit code under a prefix."""
    return prefix.ljust(LENGTH, "0"), prefix.ljust(LENGTH, "9")
