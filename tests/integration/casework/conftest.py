"""Everybody who moves a case, in a scope to make things in."""

from types import SimpleNamespace

import pytest
from tests.factories_casework import company

from shouwang.kernel.scope import Scope, entered


@pytest.fixture
def people(db: None) -> SimpleNamespace:
    with entered(Scope.everywhere()):
        return SimpleNamespace(**company())
