"""The county's exit check: drawn by lot on record, results, rates, Excel."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from psycopg.types.range import DateRange
from tests import factories
from tests.integration.people.factories import someone

from shouwang.kernel.regioncode import RegionCode
from shouwang.people.rules import Kind
from shouwang.watch.exits import operations, queries
from shouwang.watch.exits.errors import NobodyToSample
from shouwang.watch.exits.models import Sample
from shouwang.watch.exits.operations import Wish

pytestmark = pytest.mark.django_db
COUNTY = RegionCode.of("360781")
WISH = Wish(date(2024, 1, 1), date(2024, 7, 1), 2, 1, 10, 1000, seed="8 3 1")


@pytest.fixture
def homes(everywhere):
    for n in range(4):
        home = factories.household(number=f"E{n}", size=3, registered_on=date(2014, 1, 1))
        factories.category_period(home, during=DateRange(factories.FIRST, date(2024, 3, 1)))
    again = factories.household(number="A1", registered_on=date(2014, 1, 1))
    factories.category_period(again, during=DateRange(factories.FIRST, date(2024, 3, 1)))
    factories.category_period(again, during=DateRange(date(2024, 4, 1), None))
    factories.household(number="N1", size=5)


def drawn(office, wish=WISH, number=None) -> Sample:
    return operations.draw_sample(
        by=office, at=factories.AT, number=number or uuid4(), place=COUNTY, wish=wish
    )


def test_the_same_seed_draws_the_same_households_of_the_frame(homes, office):
    first, again = (queries.drawn(drawn(office)) for _ in range(2))
    numbers = [row.household.number for row in first]
    assert numbers == [row.household.number for row in again]
    assert (len(numbers), numbers[2], "A1" in numbers) == (3, "N1", False)


def test_a_second_click_draws_nothing_more(homes, office):
    number = uuid4()
    assert drawn(office, number=number) == drawn(office, number=number)
    assert Sample.objects.count() == 1


def test_without_exits_there_is_nothing_to_draw(office):
    with pytest.raises(NobodyToSample):
        drawn(office)


def test_from_the_draw_to_the_rates_and_the_file(homes, office):
    client = Client()
    client.force_login(office)
    sent = {
        "number": uuid4(),
        "since": "2024-01-01",
        "until": "2024-07-01",
        "exited": 2,
        "others": 1,
        "remaining": 10,
        "rural_population": 1000,
        "seed": "8 3 1",
    }
    client.post(reverse("exit_sample_new"), sent)
    sample = Sample.objects.get()
    row = queries.drawn(sample)[0]
    assert client.get(reverse("exit_sampled", args=[row.pk])).status_code == 200
    found = {"verdict": "wrong", "approves": "yes", "note": "仍有一人失学"}
    client.post(reverse("exit_sampled", args=[row.pk]), found)
    shown = client.get(reverse("exit_sample", args=[sample.pk])).content.decode()
    assert ("100.00%" in shown, "1.30%" in shown, "3 / 3" in shown) == (True, True, True)
    file = client.get(reverse("exit_sample_export", args=[sample.pk]))
    assert b"".join(file.streaming_content).startswith(b"PK")
    assert client.get(reverse("exit_samples")).status_code == 200


def test_a_township_looks_and_does_not_draw(homes):
    client = Client()
    client.force_login(someone("town", Kind.TOWNSHIP_CLERK, RegionCode.of("360781100")))
    assert client.get(reverse("exit_sample_new")).status_code == 403
