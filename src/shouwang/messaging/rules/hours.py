"""When nothing is sent, when the digest comes, and how long to wait before trying again."""

from datetime import datetime, timedelta

_GROWTH = 5
_MOST_GROWTHS = 6
LONGEST = timedelta(hours=12)


def quiet_until(at: datetime, begins: int, ends: int) -> datetime | None:
    """When the quiet hours end that the instant lies in; None outside of them.

    `at` is local; `begins` and `ends` are hours of the day, the end not being quiet any more. They
    may lie on both sides of midnight; equal hours are no quiet at all.
    """
    inside = begins <= at.hour < ends if begins <= ends else not ends <= at.hour < begins
    if not inside:
        return None
    end = at.replace(hour=ends, minute=0, second=0, microsecond=0)
    return end if end > at else end + timedelta(days=1)


def pause(attempts: int, first: timedelta) -> timedelta:
    """How long to wait after so many attempts: five times as long each time, LONGEST at most."""
    return min(first * _GROWTH ** min(attempts - 1, _MOST_GROWTHS), LONGEST)


def is_digest_hour(at: datetime, hour: int, *, lasting: int = 3) -> bool:
    """Whether a digest may be sent now: in its hour, or in the two after, had nobody been there."""
    return hour <= at.hour < hour + lasting
