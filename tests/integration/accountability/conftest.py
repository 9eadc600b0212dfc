"""A scope to work in."""

from collections.abc import Iterator

import pytest

from shouwang.kernel.scope import Scope, entered


@pytest.fixture
def everywhere(db: None) -> Iterator[None]:
    with entered(Scope.everywhere()):
        yield
