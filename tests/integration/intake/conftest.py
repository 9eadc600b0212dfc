"""Real commits, for a batch is worked on over several transactions and connections."""

from pathlib import Path

import psycopg
import pytest
from tests.integration.people.factories import someone

from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.people.models import Account
from shouwang.people.rules import Kind

DIVISIONS = (
    ("360781000000", "瑞金市", "瑞金市", "360700000000", 3),
    ("360781100000", "象湖镇", "象湖镇", "360781000000", 4),
    ("360781100201", "竹岗村民委员会", "竹岗村", "360781100000", 5),
    ("360781100202", "岗背村民委员会", "岗背村", "360781100000", 5),
)
COUNTY, TOWN = RegionCode("360781000000"), RegionCode("360781100000")


@pytest.fixture
def clerk(committed: None) -> Account:
    """A clerk of the township of Xianghu."""
    with entered(Scope.everywhere()):
        return someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)


@pytest.fixture
def office(committed: None) -> Account:
    """The county office."""
    with entered(Scope.everywhere()):
        return someone("office", Kind.COUNTY_OFFICE, COUNTY)


@pytest.fixture
def divisions(committed: None, superuser: psycopg.Connection) -> None:
    """A county with a township and two villages; only the owner loads divisions."""
    for code, name, short, parent, level in DIVISIONS:
        superuser.execute(
            "INSERT INTO regions_division (scheme, code, name, short_name, initials, parent_code,"
            " level, during, urban_rural, source) VALUES ('nbs', %s, %s, %s, '', %s, %s,"
            " '[2020-01-01,)', '', '')",
            [code, name, short, parent, level],
        )


@pytest.fixture(autouse=True)
def _data(settings, tmp_path: Path) -> None:
    """What batches keep lies in the test's own directory."""
    settings.DATA = tmp_path / "var"
