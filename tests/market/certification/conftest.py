"""A cooperative with a household that agreed, and the application its owner begins."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from shouwang.market.certification.models import Draft
from tests.factories_market_supply import a_member, a_supplier, linked


@pytest.fixture
def owner():
    return a_member()


@pytest.fixture
def supplier(owner):
    return a_supplier(owner)


@pytest.fixture
def link(superuser, supplier):
    return linked(superuser, supplier.pk)


@pytest.fixture
def client(owner, supplier):
    client = Client()
    client.force_login(owner)
    return client


@pytest.fixture
def draft(client):
    number = uuid4()
    for _twice in range(2):
        assert client.post(reverse("certification_new"), {"id": number}).status_code == 302
    return Draft.objects.get()
