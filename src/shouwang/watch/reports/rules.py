"""Receipt numbers, limits, and what a report's state means. Pure: no Django, no clock."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from stdnum import luhn

DIGITS = 12
_GROUP = 4
_NOT_DIGITS = re.compile(r"[^0-9]", re.ASCII)
TAIL = 4


class State(StrEnum):
    """Where a report stands; from `taken_up` on these are the steps of its procedure."""

    RECEIVED = "received"
    TAKEN_UP = "taken_up"
    AT_WORK = "at_work"
    WITH_TOWNSHIP = "with_township"
    WITH_COUNTY = "with_county"
    ANSWERED = "answered"
    CLOSED = "closed"
    DISMISSED = "dismissed"
    JOINED = "joined"


OVER = frozenset({State.CLOSED, State.DISMISSED})
ANSWERED = frozenset({State.ANSWERED, State.CLOSED, State.DISMISSED})
PROCEDURE = "report_handling"
MOVE, ANSWER, REOPEN = "move", "answer", frozenset({"reopen", "reopen_closed"})
# the household reads these words
TOLD = frozenset({ANSWER, "dismiss"})
HANDED = frozenset({"hand_to_village", "hand_to_township", "hand_to_county"})
# whoever takes over reads these
WITH_WORDS = TOLD | REOPEN | HANDED | {MOVE}


def receipt_of(digest: bytes) -> str:
    """The receipt number made of a keyed digest: eleven digits and one that checks them.

    Digits alone, for they are read aloud over the telephone and typed by old people.
    """
    body = f"{int.from_bytes(digest[:8]) % 10 ** (DIGITS - 1):0{DIGITS - 1}}"
    return body + luhn.calc_check_digit(body)


def read_receipt(text: str) -> str:
    """The number as it was typed, blanks and hyphens taken out; "" when it cannot be one."""
    plain = "".join(chr(ord(c) - 0xFEE0) if "０" <= c <= "９" else c for c in text[:60])
    digits = _NOT_DIGITS.sub("", plain)
    return digits if len(digits) == DIGITS and luhn.is_valid(digits) else ""


def spoken(receipt: str) -> str:
    """The number in groups of four, as it is printed and read aloud."""
    return " ".join(receipt[at : at + _GROUP] for at in range(0, len(receipt), _GROUP))


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is plenty. Nothing is ever refused for it: the way becomes slower, that is all.

    So many reports from one address or telephone in the window are a village meeting or a
    neighbour's telephone as often as mischief: from then on a report is marked to be called back
    before anybody sets out. So many wrong numbers from an address: the last digits of the
    telephone are asked for as well, and whoever has none to give is told to call.
    """

    window: timedelta = timedelta(hours=1)
    per_address: int = 60
    per_telephone: int = 30
    wrong_window: timedelta = timedelta(minutes=15)
    wrong_per_address: int = 20
    tails_per_receipt: int = 5
    pause: timedelta = timedelta(milliseconds=700)  # before a wrong number is answered
    form: timedelta = timedelta(hours=24)  # after this a form is shown once more, filled

    def to_be_called(self, *, of_address: int, of_telephone: int) -> bool:
        """Whether a report is marked to be called back first."""
        return of_address >= self.per_address or of_telephone >= self.per_telephone

    def asks_tail(self, *, wrong_of_address: int) -> bool:
        """Whether the telephone's last digits are asked for beside the number."""
        return wrong_of_address >= self.wrong_per_address


LIMITS = Limits()


def tail_fits(tail: str, telephones: Collection[str]) -> bool:
    """Whether the digits are the last four of one of the telephones given with the report."""
    return len(tail) == TAIL and any(one.endswith(tail) for one in telephones if one)
