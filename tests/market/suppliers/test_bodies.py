"""A body that is too long is refused by its announced length, before anything reads it."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from shouwang.market.members.bodies import MEGABYTE
from shouwang.market.suppliers.models import Role, Staff
from tests.factories_market_catalogue import a_product, a_supplier
from tests.factories_market_orders import AT, a_member

pytestmark = pytest.mark.django_db


class Unread(BytesIO):
    """A body that nobody may read."""

    def read(self, *_size: int) -> bytes:
        """Fails the test."""
        raise AssertionError("the body was read")


@pytest.fixture
def supplier():
    return a_supplier()


@pytest.fixture
def owner_client(supplier) -> Client:
    client, member = Client(enforce_csrf_checks=True), a_member()
    Staff.objects.create(member=member, supplier=supplier, role=Role.OWNER, began_at=AT)
    client.force_login(member)
    return client


def sent(client: Client, address: str, length: int):
    return client.generic(
        "POST",
        address,
        content_type="multipart/form-data; boundary=x",
        **{"CONTENT_LENGTH": str(length), "wsgi.input": Unread()},
    )


@pytest.mark.parametrize(
    ("name", "most"), [("supplier_share", 0), ("declarations", 2), ("goods_picture", 12)]
)
def test_too_long_is_refused_unread(owner_client, supplier, name, most):
    given = [a_product(supplier).pk] if name == "goods_picture" else []
    answer = sent(owner_client, reverse(name, args=given), (most + 1) * MEGABYTE + 1)
    assert answer.status_code == 413
    assert f"最多收 {max(most, 1)} MB" in answer.content.decode()


def test_what_is_short_enough_is_taken(supplier):
    client, member = Client(), a_member()
    Staff.objects.create(member=member, supplier=supplier, role=Role.OWNER, began_at=AT)
    client.force_login(member)
    padding = "x" * (MEGABYTE // 2)
    assert client.post(reverse("supplier_share"), {"percent": padding}).status_code == 422
