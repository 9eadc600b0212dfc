"""A scope, and five people: two of the village, one of the township, two of the county."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from tests import factories_procedures as made

from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind


def company() -> SimpleNamespace:
    return SimpleNamespace(
        village=made.somebody("village", Kind.VILLAGE_CADRE),
        second=made.somebody("second", Kind.VILLAGE_CADRE),
        town=made.somebody("town", Kind.TOWNSHIP_CLERK),
        county=made.somebody("county", Kind.COUNTY_OFFICE),
        deputy=made.somebody("deputy", Kind.COUNTY_OFFICE),
    )


@pytest.fixture
def everywhere(db: None) -> Iterator[None]:
    with entered(Scope.everywhere()):
        yield


@pytest.fixture
def people(everywhere: None) -> SimpleNamespace:
    return company()
