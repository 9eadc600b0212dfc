"""A cart filled before log-in goes with whoever logs in."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from shouwang.market.members.models import Member
from shouwang.market.orders.operations import carting

CART = "cart"


def bring_cart(sender: object, request: HttpRequest, user: object, **_given: Any) -> None:
    """Receives Django's `user_logged_in`; accounts of the watch have no carts."""
    found = request.session.pop(CART, None)
    if found and isinstance(user, Member):
        carting.merge(cart=UUID(found), member=user, at=timezone.now())
