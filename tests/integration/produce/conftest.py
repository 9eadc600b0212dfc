"""The market's role at the other end of the bridge; an account of each level."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from tests import factories_bridge
from tests.factories import AT, household
from tests.integration.people.factories import someone

from shouwang.kernel.scope import Scope, entered
from shouwang.people.models import Account
from shouwang.people.rules import Kind
from shouwang.watch.produce import operations
from shouwang.watch.registry.models import Household

EVERYWHERE = Scope.everywhere()


@pytest.fixture
def market(committed: None) -> Iterator[psycopg.Connection]:
    """A connection as the market's role (autocommit); what it commits is gone afterwards."""
    parameters = settings.PLACE.parameters("shouwang_market")
    with psycopg.connect(**parameters, autocommit=True) as connection:
        yield connection


@pytest.fixture
def supplier(market: psycopg.Connection) -> UUID:
    return factories_bridge.card(market)


@pytest.fixture
def office(market: psycopg.Connection) -> Account:
    with entered(EVERYWHERE):
        return someone("office", Kind.COUNTY_OFFICE)


@pytest.fixture
def home(market: psycopg.Connection) -> Household:
    with entered(EVERYWHERE):
        return household(number="H000901", head_name="钟某", registered_on=date(2014, 5, 1))


@pytest.fixture
def link(supplier: UUID, office: Account, home: Household) -> UUID:
    with entered(EVERYWHERE):
        reading = operations.agree(
            by=office,
            at=AT.replace(month=3),
            link_id=uuid4(),
            household=home,
            supplier=supplier,
            may_honour=False,
        )
    assert reading.value is not None
    return reading.value[0].pk
