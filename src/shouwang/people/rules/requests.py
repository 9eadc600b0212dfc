"""How often somebody without an account may ask for one."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class AskingLimits:
    """How many requests one address, and one county, may send inside the window."""

    window: timedelta
    per_address: int
    per_county: int


# A township has one address for a whole office; a flood from many addresses stops at the county.
ASKING_LIMITS = AskingLimits(timedelta(hours=1), per_address=5, per_county=50)


def asks_too_often(
    *, of_address: int, of_county: int, limits: AskingLimits = ASKING_LIMITS
) -> bool:
    """Whether so many requests inside the window forbid another."""
    return of_address >= limits.per_address or of_county >= limits.per_county
