"""Everybody who moves a case, in a scope to make things in."""

from collections.abc import Iterator
from types import SimpleNamespace

import psycopg
import pytest
from tests import factories_reports
from tests.factories_casework import company

from shouwang.kernel.scope import Scope, entered


@pytest.fixture
def people(db: None) -> SimpleNamespace:
    with entered(Scope.everywhere()):
        return SimpleNamespace(**company())


@pytest.fixture
def divisions(django_db_setup: None, superuser: psycopg.Connection) -> Iterator[None]:
    """The villages that a report may come from."""
    superuser.execute("DELETE FROM regions_division")
    for row in factories_reports.DIVISIONS:
        superuser.execute(factories_reports.INSERT_DIVISION, list(row))
    yield
    superuser.execute("DELETE FROM regions_division")
