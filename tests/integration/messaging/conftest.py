"""Browsers logged in as somebody."""

from collections.abc import Callable

import pytest
from django.test import Client

from shouwang.people.models import Account


@pytest.fixture
def browser_of() -> Callable[[Account], Client]:
    """A client that is logged in as the account, without the log-in page."""

    def log_in(account: Account) -> Client:
        client = Client()
        client.force_login(account)
        return client

    return log_in
