"""What one test's process has seen of the books is nothing to the next test's."""

import pytest

from shouwang.market.orders.operations import books


@pytest.fixture(autouse=True)
def _no_accounts_known() -> None:
    books.forget()
