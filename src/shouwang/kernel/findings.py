"""Findings: refusals and warnings a person can act on, as values."""

from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

T = TypeVar("T")


class Weight(Enum):
    """How much a finding matters."""

    REFUSE = "refuse"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: a stable code, and a message in Chinese for the person."""

    code: str
    message: str
    weight: Weight = Weight.REFUSE
    clause: str = ""  # the standard or document that the finding rests on


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """What came of reading an entry: its value, if it can be used, and the findings.

    A reading may hold both: a value that is used and a warning about it.
    """

    value: T | None
    findings: tuple[Finding, ...] = ()

    @property
    def sound(self) -> bool:
        """True when there is a value and nothing at all to say about it."""
        return self.value is not None and not self.findings


def refused(code: str, message: str, clause: str = "") -> Reading[T]:
    """A reading without a value, with the one finding that explains it."""
    return Reading(None, (Finding(code, message, clause=clause),))
