"""The page of a check asks the database a fixed, small number of things."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests import factories_procedures as made
from tests.integration.exits.test_checks import family
from tests.integration.people.factories import VILLAGE, someone

from shouwang.kernel.journal import Subject
from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind

pytestmark = pytest.mark.django_db
MOST = 15
CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT set_config(")


def statements(client: Client, address: str) -> list[str]:
    client.get(address)
    with CaptureQueriesContext(connection) as told:
        assert client.get(address).status_code == 200
    return [one["sql"] for one in told.captured_queries if not one["sql"].startswith(CONTROL)]


def test_a_check_is_asked_in_few_statements_however_much_is_known():
    client, today = Client(), timezone.localdate()
    with entered(Scope.everywhere()):
        cadre = someone("village", Kind.VILLAGE_CADRE, VILLAGE)
        home = family()
        case = made.opened(
            cadre,
            today,
            procedure="risk_removal",
            subject=Subject("household", home.number),
        )
    client.force_login(cadre)
    address = f"{reverse('exit_check')}?case={case.pk}"
    few = statements(client, address)
    with entered(Scope.everywhere()):
        for back in range(3):
            factories.spending(home, spent_on=today - timedelta(days=back))
    assert len(statements(client, address)) == len(few)
    assert len(few) <= MOST, few
