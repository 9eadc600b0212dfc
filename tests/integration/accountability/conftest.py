"""A scope to work in; a county with two townships and three villages."""

from collections.abc import Iterator

import psycopg
import pytest

from shouwang.kernel.scope import Scope, entered

DIVISIONS = (
    ("360000000000", "江西省", "江西省", "", 1),
    ("360700000000", "赣州市", "赣州市", "360000000000", 2),
    ("360781000000", "瑞金市", "瑞金市", "360700000000", 3),
    ("360781102000", "壬田镇", "壬田镇", "360781000000", 4),
    ("360781103000", "日东乡", "日东乡", "360781000000", 4),
    ("360781102201", "圩镇村民委员会", "圩镇村", "360781102000", 5),
    ("360781102202", "高轩村民委员会", "高轩村", "360781102000", 5),
    ("360781103201", "湖洋村民委员会", "湖洋村", "360781103000", 5),
)
_INSERT = (
    "INSERT INTO regions_division (scheme, code, name, short_name, initials, parent_code, level,"
    " during, urban_rural, source) VALUES ('nbs', %s, %s, %s, '', %s, %s, '[2020-01-01,)', '', '')"
)


@pytest.fixture
def everywhere(db: None) -> Iterator[None]:
    with entered(Scope.everywhere()):
        yield


@pytest.fixture
def divisions(django_db_setup: None, superuser: psycopg.Connection) -> Iterator[None]:
    """Places by name; only the owner writes them."""
    superuser.execute("DELETE FROM regions_division")
    for row in DIVISIONS:
        superuser.execute(_INSERT, list(row))
    yield
    superuser.execute("DELETE FROM regions_division")
