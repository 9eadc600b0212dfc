"""A household of a family, people who may see it, and a data directory of the test's own."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest
from django.test import Client
from tests import factories
from tests.integration.people.factories import someone

from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind
from shouwang.watch.registry.models import Household

IDENTITY = "36079919850624022X"
Visitor = Callable[[Kind, str], Client]


_DIVISION = """
INSERT INTO regions_division
  (scheme, code, name, short_name, initials, level, parent_code, urban_rural, during, source)
VALUES ('nbs', %s, %s, %s, 'x', %s, %s, '', '[2010-01-01,)', 'test')
"""
_PLACES = (
    (factories.COUNTY, "瑞金市", 3, "360700000000"),
    (factories.TOWN, "象湖镇", 4, factories.COUNTY),
    (factories.VILLAGE, "溪背村", 5, factories.TOWN),
    (factories.NEIGHBOUR_VILLAGE, "东坑村", 5, factories.TOWN),
)


@pytest.fixture(autouse=True)
def places(owner: psycopg.Connection) -> Iterator[None]:
    """The county, a township and two of its villages, by their names."""
    for code, name, level, parent in _PLACES:
        owner.execute(_DIVISION, [code, name, name, level, parent])
    yield
    owner.execute("DELETE FROM regions_division WHERE source = 'test'")


@pytest.fixture
def everywhere(db: None) -> Iterator[None]:
    with entered(Scope.everywhere()):
        yield


@pytest.fixture(autouse=True)
def data(settings, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def family(number: str = "H1", size: int = 4, **given: object) -> Household:
    """A household with everything that its papers speak of."""
    home = factories.household(
        number=number,
        head_name="刘建国",
        address="溪背村126号<附3>&",
        group="第三村民小组",
        registered_on=date(2014, 3, 12),
        lifted_on=date(2018, 12, 31),
        **given,
    )
    factories.member(home, name="刘建国", identity=IDENTITY, sex=1, telephone="13800001234")
    for at in range(1, size):
        factories.member(home, name=f"刘家{at}", relation="之子", birth_on=date(2010, 1, at))
    factories.category_period(home)
    factories.cause(home)
    factories.cause(home, cause="因学", rank=2)
    factories.housing(home)
    factories.water(home)
    for month in range(1, 7):
        factories.income(home, month=date(2024, month, 1), amount_fen=500_000)
    factories.income(home, month=date(2024, 2, 1), kind="business_cost", amount_fen=100_000)
    factories.spending(home)
    return home


@pytest.fixture
def home(db: None) -> Household:
    with entered(Scope.everywhere()):
        return family()


@pytest.fixture
def visitor(db: None) -> Visitor:
    def logged_in(kind: Kind, prefix: str) -> Client:
        client = Client()
        client.force_login(someone(f"{kind.value}{prefix}", kind, RegionCode.of(prefix)))
        return client

    return logged_in


@pytest.fixture
def clerk(visitor: Visitor) -> Client:
    return visitor(Kind.TOWNSHIP_CLERK, factories.TOWN[:9])
