"""Rules of the dossier that need no database."""

from shouwang.watch.registry.rules.households import (
    HEAD,
    SPOUSE,
    Life,
    refusals_of_grounds,
    refusals_of_home,
    refusals_of_life,
)
from shouwang.watch.registry.rules.tails import TAIL, tail

__all__ = [
    "HEAD",
    "SPOUSE",
    "TAIL",
    "Life",
    "refusals_of_grounds",
    "refusals_of_home",
    "refusals_of_life",
    "tail",
]
