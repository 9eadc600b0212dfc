"""A county with two townships and three villages; nobody waits for a wrong number."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from tests import factories, factories_reports

from shouwang.kernel.scope import Scope, entered
from shouwang.watch.registry.models import Household
from shouwang.watch.reports import rules
from shouwang.watch.reports.operations import tracking


@pytest.fixture(autouse=True)
def divisions(django_db_setup: None, superuser: psycopg.Connection) -> Iterator[None]:
    superuser.execute("DELETE FROM regions_division")
    for row in factories_reports.DIVISIONS:
        superuser.execute(factories_reports.INSERT_DIVISION, list(row))
    yield
    superuser.execute("DELETE FROM regions_division")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracking, "LIMITS", replace(rules.LIMITS, pause=timedelta(0)))


@pytest.fixture
def home(db: None) -> Household:
    with entered(Scope.everywhere()):
        made = factories.household(
            number="H1", head_name="赖福生", group="三组", region_code=factories_reports.VILLAGE
        )
        factories.member(made, number="P1", name="赖福生")
        factories.member(made, number="P2", name="钟小妹", relation="配偶")
        return made
