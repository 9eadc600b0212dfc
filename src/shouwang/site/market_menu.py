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
from shouwang.market.suppliers.rules import COLLECT, PACK, WORK

ANYBODY = COLLECT | PACK


def context(request: HttpRequest) -> dict[str, Any]:
    """`cart_count` and `workbench`, asked of the database only by pages that show them."""
    user = getattr(request, "user", None)
    member = user if isinstance(user, Member) else None
    return {
        "cart_count": SimpleLazyObject(lambda: _in_cart(request, member)),
        "workbench": SimpleLazyObject(lambda: _workbench(member, request.path)),
    }


def _in_cart(request: HttpRequest, member: Member | None) -> int:
    if not hasattr(request, "session"):
        return 0
    return cart_count(member=member, cart=cart_of(request))


def _workbench(member: Member | None, path: str) -> Sequence[dict[str, Any]]:
    """The lists of those who supply or operate; the one that the page belongs to is current."""
    if member is None:
        return []
    held = staff_of(member)
    pages = _of_staff(held.role) if held else []
    pages += _of_operator() if member.is_operator else []
    pages += [(_("数据"), "figures")] if pages else []
    rows = [(label, href) for label, name in pages if (href := _address(name))]
    here = max((href for _label, href in rows if path.startswith(href)), key=len, default="")
    return [{"label": label, "href": href, "current": href == here} for label, href in rows]


def _of_staff(role: str) -> list[tuple[str, str]]:
    """What somebody in a role may open for the supplier."""
    pages = [
        (_("概况"), "supplier_home", ANYBODY),
        (_("商品"), "goods", WORK),
        (_("发货"), "supplier_orders", PACK),
        (_("订单"), "supplier_sold", PACK),
        (_("供货"), "supply", COLLECT),
        (_("批次"), "batches", ANYBODY),
        (_("认定"), "certification", WORK),
        (_("结算"), "supplier_money", WORK),
    ]
    return [(label, name) for label, name, roles in pages if role in roles]


def _of_operator() -> list[tuple[str, str]]:
    return [
        (_("供货主体"), "operator"),
        (_("会员"), "operator_members"),
        (_("在途包裹"), "operator_parcels"),
        (_("退款"), "operator_refunds"),
        (_("支付通知"), "operator_notices"),
        (_("结算批次"), "settlement_runs"),
        (_("账簿"), "settlement_books"),
        (_("取走的清单"), "operator_takings"),
    ]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
