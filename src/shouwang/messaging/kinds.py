"""The kinds of message that the policy pack names (codes/messaging.yaml), with their words.

A room may tell a kind that is not named there: it is shown under the common word.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.translation import get_language

from shouwang.engine import load_pack

COMMON = "notice"
DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind's words; `urgent` is sent in quiet hours too, `leaves` goes out by SMS or WeChat."""

    code: str
    words: Mapping[str, str]
    urgent: bool = False
    leaves: bool = False

    @property
    def label(self) -> str:
        """The kind in the reader's language."""
        english = (get_language() or "").startswith("en")
        return self.words["en" if english else "zh"]


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind of the packaged policy, by its code."""
    return {
        code: Kind(
            code,
            {"zh": entry["zh"], "en": entry["en"]},
            bool(entry.get("urgent")),
            bool(entry.get("leaves")),
        )
        for code, entry in load_pack("cn").codes["message_kinds"].items()
    }


def kind_of(code: str) -> Kind:
    """The kind of that code, or the common one."""
    return kinds().get(code) or kinds()[COMMON]
