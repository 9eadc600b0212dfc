"""What somebody without an account may try, and for how long they may look."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Access:
    """The limits of self-service: of one code, of one identity number, of one address."""

    digits: int = 6
    valid: timedelta = timedelta(minutes=15)
    tries: int = 5  # with one identity number while a code is valid
    window: timedelta = timedelta(minutes=15)
    per_address: int = 30  # a counter's own machine serves many households
    codes_a_day: int = 5
    session: timedelta = timedelta(minutes=15)

    def is_shut(self, *, of_identity: int, of_address: int) -> bool:
        """Whether another try is refused, from the failed ones in the window."""
        return of_identity >= self.tries or of_address >= self.per_address


ACCESS = Access()
