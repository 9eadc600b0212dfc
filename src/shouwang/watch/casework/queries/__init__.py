"""Reading cases for pages: lists, one case, who may sign, what can be opened, what is late."""

from shouwang.watch.casework.queries.daily import digest
from shouwang.watch.casework.queries.lists import (
    Home,
    Wanted,
    Which,
    cases,
    homes,
    of_household,
    tellers,
)

__all__ = ["Home", "Wanted", "Which", "cases", "digest", "homes", "of_household", "tellers"]
