"""Places with names, and browsers logged in as somebody."""

from collections.abc import Callable

import pytest
from django.test import Client

from shouwang.people.models import Account
from shouwang.regions.models import Division

NAMES = [
    ("360781000000", "瑞金市", 3),
    ("360781102000", "壬田镇", 4),
    ("360781102201", "洗心村", 5),
    ("360781103000", "黄柏乡", 4),
    ("360732000000", "兴国县", 3),
]


@pytest.fixture
def places(db: None) -> None:
    for code, name, level in NAMES:
        Division.objects.create(
            scheme="nbs",
            code=code,
            name=name,
            short_name=name[:-1],
            level=level,
            parent_code="",
            during="[2000-01-01,)",
            source="test",
        )


@pytest.fixture
def browser_of() -> Callable[[Account], Client]:
    """A client that is logged in as the account, without the log-in page."""

    def log_in(account: Account) -> Client:
        client = Client()
        client.force_login(account)
        return client

    return log_in
