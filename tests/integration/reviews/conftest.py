"""A scope, and four people who work in it."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from tests import factories_reviews as made

from shouwang.kernel.scope import Scope, entered


@pytest.fixture
def everywhere(db: None) -> Iterator[None]:
    with entered(Scope.everywhere()):
        yield


@pytest.fixture
def people(everywhere: None) -> SimpleNamespace:
    return made.company()
