"""A scope to work in, and a village whose households are easy to count by hand."""

import time
from collections.abc import Iterator
from datetime import date

import pytest
from tests import factories

from shouwang.kernel.scope import Scope, entered
from shouwang.kernel.work import Lock
from shouwang.watch.monitoring.operations.requests import SCREENINGS
from shouwang.watch.registry.models import Household

YEAR = [date(2023 + (5 + n) // 12, (5 + n) % 12 + 1, 1) for n in range(12)]  # June 2023 – May 2024


@pytest.fixture
def everywhere(db: None) -> Iterator[None]:
    with entered(Scope.everywhere()):
        yield


def comfortable(**given: object) -> Household:
    """A household of one, about whom no rule has anything to say."""
    made = factories.household(**given)
    factories.member(made)
    for month in YEAR:
        factories.income(made, month=month, amount_fen=400_000)
    return made


def unsafe(**given: object) -> Household:
    """The same with a dwelling of grade D: the rule `unsafe_house` and no other."""
    made = comfortable(**given)
    factories.housing(made, grade="D")
    return made


def until_free(number: int, lock: Lock = SCREENINGS.lock) -> None:
    """PostgreSQL notices a killed client a moment later, and then gives up its locks."""
    deadline = time.monotonic() + 120
    while lock.is_held(number):
        assert time.monotonic() < deadline
        time.sleep(0.1)
