"""A scope to work in, and an account of the county."""

from collections.abc import Iterator

import pytest
from tests.integration.people.factories import someone

from shouwang.kernel.scope import Scope, entered
from shouwang.people.models import Account
from shouwang.people.rules import Kind


@pytest.fixture
def everywhere(db: None) -> Iterator[None]:
    with entered(Scope.everywhere()):
        yield


@pytest.fixture
def office(everywhere: None) -> Account:
    return someone("office", Kind.COUNTY_OFFICE)
