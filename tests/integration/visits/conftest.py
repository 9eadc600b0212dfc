"""A scope, and the people who visit and decide."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from tests import factories_procedures as made
from tests.integration.people import factories as accounts

from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind


@pytest.fixture
def everywhere(db: None) -> Iterator[None]:
    with entered(Scope.everywhere()):
        yield


@pytest.fixture
def people(everywhere: None) -> SimpleNamespace:
    return SimpleNamespace(
        village=made.somebody("village", Kind.VILLAGE_CADRE),
        second=made.somebody("second", Kind.VILLAGE_CADRE),
        town=made.somebody("town", Kind.TOWNSHIP_CLERK),
        county=made.somebody("county", Kind.COUNTY_OFFICE),
        other=made.somebody("other", Kind.TOWNSHIP_CLERK, accounts.OTHER_TOWN),
        civil=made.somebody("civil", Kind.CIVIL_AFFAIRS_OFFICER, accounts.COUNTY),
        medical=made.somebody("medical", Kind.MEDICAL_OFFICER, accounts.COUNTY),
    )
