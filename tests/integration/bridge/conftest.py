from collections.abc import Iterator
from datetime import date
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from tests import factories_bridge
from tests.factories import VILLAGE

from shouwang.bridge.operations import agree
from shouwang.kernel.scope import Scope, entered


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
def link(supplier: UUID) -> UUID:
    with entered(Scope((VILLAGE,))):
        made, _secret = agree(
            id=uuid4(),
            supplier=supplier,
            household="H1",
            region_code=VILLAGE,
            on=date(2024, 3, 1),
            may_honour=False,
        )
    return made.pk
