"""Places with names, and browsers logged in as somebody."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.test import Client

from shouwang.people.models import Account

NAMES = [
    ("360781000000", "瑞金市", 3),
    ("360781102000", "壬田镇", 4),
    ("360781102201", "洗心村", 5),
    ("360781103000", "黄柏乡", 4),
    ("360732000000", "兴国县", 3),
]


INSERT = """
INSERT INTO regions_division (scheme, code, name, short_name, initials, level, parent_code,
                              urban_rural, during, source)
VALUES ('nbs', %s, %s, %s, '', %s, '', '', '[2000-01-01,)', 'test')
"""


@pytest.fixture
def places(owner: psycopg.Connection, db: None) -> Iterator[None]:
    """The county's places that the tests name; only the owner may write them."""
    for code, name, level in NAMES:
        owner.execute(INSERT, [code, name, name, level])
    yield
    owner.execute("DELETE FROM regions_division WHERE source = 'test'")


@pytest.fixture
def browser_of() -> Callable[[Account], Client]:
    """A client that is logged in as the account, without the log-in page."""

    def log_in(account: Account) -> Client:
        client = Client()
        client.force_login(account)
        return client

    return log_in
