"""What the head of every page of the market shows: the cart, and where somebody works."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from shouwang.market.members.models import Member
from shouwang.market.orders.queries.carts import cart_count
from shouwang.market.orders.views.carts import cart_of
from shouwang.market.suppliers.queries import staff_of


def context(request: HttpRequest) -> dict[str, Any]:
    """`cart_count` and `workbench`, asked of the database only by pages that show them."""
    user = getattr(request, "user", None)
    member = user if isinstance(user, Member) else None
    return {
        "cart_count": SimpleLazyObject(lambda: _in_cart(request, member)),
        "workbench": SimpleLazyObject(lambda: _workbench(member)),
    }


def _in_cart(request: HttpRequest, member: Member | None) -> int:
    if not hasattr(request, "session"):
        return 0
    return cart_count(member=member, cart=cart_of(request))


def _workbench(member: Member | None) -> Sequence[dict[str, str]]:
    """The lists of those who supply or operate; those whose rooms are there."""
    if member is None:
        return []
    pages: list[tuple[str, str]] = []
    if staff_of(member) is not None:
        pages += [
            (_("概况"), "supplier_home"),
            (_("商品"), "goods"),
            (_("发货"), "supplier_orders"),
            (_("供货"), "supply"),
            (_("批次"), "batches"),
            (_("认定"), "certification"),
            (_("结算"), "settlement"),
        ]
    if member.is_operator:
        pages += [
            (_("运营"), "operator"),
            (_("退款"), "operator_refunds"),
            (_("支付通知"), "operator_notices"),
        ]
    pages += [(_("数据"), "figures")] if pages else []
    return [{"label": label, "href": href} for label, name in pages if (href := _address(name))]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
