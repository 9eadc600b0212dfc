"""How a code reaches the person: handed over by staff, or by a gateway that a county plugs in.

`SHOUWANG_CODE_SENDER` names a class that fits `CodeSender`; it is made once, without arguments,
and reads its own settings. See docs/how-to/protect-personal-data.md.
"""

from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

DEFAULT = "shouwang.watch.privacy.senders.HandedOver"


class CodeSender(Protocol):
    """Brings a code to a telephone. `by_hand`: it cannot, staff show or print the code instead."""

    by_hand: bool

    def send(self, *, telephone: str, code: str) -> None:
        """Send the code; must not keep or log either. Exceptions are the caller's to record."""


class HandedOver:
    """No gateway: a clerk or cadre who knows the person hands the code over, as a slip."""

    by_hand = True

    def send(self, *, telephone: str, code: str) -> None:
        """Nothing: the code is on the screen of whoever issued it."""


@cache
def sender() -> CodeSender:
    """The sender of this installation."""
    made: CodeSender = import_string(getattr(settings, "SHOUWANG_CODE_SENDER", DEFAULT))()
    return made
