"""A scope to work in, and a household that is helped."""

from collections.abc import Iterator
from datetime import date

import pytest
from tests import factories, factories_assistance

from shouwang.kernel.scope import Scope, entered
from shouwang.watch.registry.models import Household


@pytest.fixture
def everywhere(db: None) -> Iterator[None]:
    with entered(Scope.everywhere()):
        yield


@pytest.fixture
def home(db: None) -> Household:
    """Ill, with one who can work and a year's own payments of 15 000 yuan; approved on 1 June."""
    with entered(Scope.everywhere()):
        home = factories.household(number="H1", head_name="赖福生", group="三组", size=2)
        factories.member(home, number="P1", name="赖福生")
        factories.member(home, number="P2", name="赖小妹", relation="配偶", labour="weak")
        factories.spending(home, amount_fen=1_500_000)
        factories_assistance.risk(home)
        factories.cause(home)
        factories_assistance.approved(home, date(2024, 6, 1))
        return home
