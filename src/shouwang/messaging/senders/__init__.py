"""How a message leaves the house: by senders that a county plugs in.

`SHOUWANG_SENDERS` names a class for each channel. It is made once, without arguments, and reads
its own settings. See docs/explanation/messages.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a sender is given. `to` is a telephone, a WeChat name or an account's log-in name.

    `number` is the same at every attempt: a sender that knows it already need not send again.
    """

    number: UUID
    channel: str
    to: str
    text: str
    template: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a sender took a message: its own name for it."""

    reference: str


class Sender(Protocol):
    """Takes messages for one channel; must keep neither text nor recipient, nor log either."""

    def send(self, parcel: Parcel) -> Receipt:
        """Take the message. Raises NotTaken or Rejected when it certainly did not.

        Anything else that is raised leaves open whether it did: `knows` is asked then.
        """

    def knows(self, number: UUID) -> bool | None:
        """Whether the message of that number was taken; None where nobody can tell."""


def classes() -> dict[str, str]:
    """The class of each channel of this installation, as the settings name it."""
    named: Any = settings.SHOUWANG_SENDERS
    return dict(named)


@cache
def senders() -> Mapping[str, Sender]:
    """The senders of this installation, by channel."""
    return {channel: import_string(path)() for channel, path in classes().items()}
