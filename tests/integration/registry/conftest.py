"""A family of five to act upon, and villages to move between."""

from collections.abc import Iterator

import psycopg
import pytest
from tests import factories, factories_registry

from shouwang.kernel.scope import Scope, entered
from shouwang.people.models import Account
from shouwang.regions.queries import divisions
from shouwang.watch.registry.models import Household

VILLAGES = {
    factories.VILLAGE: "甲村",
    factories.NEIGHBOUR_VILLAGE: "乙村",
    factories.OTHER_TOWN_VILLAGE: "丙村",
}
_DIVISION = """
INSERT INTO regions_division
  (scheme, code, name, short_name, initials, level, parent_code, urban_rural, during, source)
VALUES ('nbs', %s, %s, %s, 'x', 5, %s, '', '[2020-01-01,)', 'test')
"""


@pytest.fixture
def villages(owner: psycopg.Connection) -> Iterator[None]:
    """Three villages of the demonstration county, in two towns."""
    for code, name in VILLAGES.items():
        owner.execute(_DIVISION, [code, name, name, f"{code[:9]}000"])
    divisions._tree.cache_clear()  # no edition was loaded with them
    yield
    owner.execute("DELETE FROM regions_division WHERE source = 'test'")
    divisions._tree.cache_clear()


@pytest.fixture
def everywhere(db: None) -> Iterator[None]:
    with entered(Scope.everywhere()):
        yield


@pytest.fixture
def clerk(db: None) -> Account:
    return factories.account(username="clerk", display_name="经办甲")


@pytest.fixture
def home(everywhere: None) -> Household:
    return factories_registry.family()
