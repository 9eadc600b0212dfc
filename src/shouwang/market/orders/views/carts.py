"""The cart, also of somebody who has not logged in."""

import re
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shouwang.kernel.findings import Finding
from shouwang.market.catalogue.queries import offers
from shouwang.market.members.models import Member
from shouwang.market.orders.forms import QuantityForm
from shouwang.market.orders.operations import carting
from shouwang.market.orders.policy import terms, words
from shouwang.market.orders.queries.carts import cart_lines, left
from shouwang.market.orders.queries.orders import last_receiver
from shouwang.market.orders.rules.amounts import bill, pieces
from shouwang.market.orders.shown import HOME, bill_helps, rows

CART = "cart"
_NUMBER, _LINE = re.compile(r"\d{1,18}"), re.compile(r"line-\d{1,18}")
_CHANGES = {"less": -1, "more": 1}
_UNREAD = Finding("unread", "没有加入购物车：请选规格，数量填1到9999。")
_GONE = Finding("gone", "没有加入购物车：这个规格已经不卖了，请看看别的。")


def member_of(request: HttpRequest) -> Member | None:
    """Who is logged in, or None."""
    return request.user if isinstance(request.user, Member) else None


def cart_of(request: HttpRequest) -> UUID | None:
    """The cart that the session of somebody not logged in leads to."""
    found = request.session.get(CART)
    return UUID(found) if found else None


@require_http_methods(["GET", "POST"])
def cart(request: HttpRequest) -> HttpResponseBase:
    """See the cart, change quantities."""
    if request.method == "POST":
        return _changed(request)
    return shown(request)


def shown(request: HttpRequest, *, findings: tuple = (), status: int = 200) -> HttpResponse:
    """The cart as it stands, with what is left of each thing and what sending it would cost."""
    at, member = timezone.now(), member_of(request)
    lines = cart_lines(member=member, cart=cart_of(request), at=at)
    available = left([line.variant for line in lines]) if lines else {}
    counted = pieces(lines)
    short = {variant for variant, number in counted.items() if number > available[variant]}
    last = last_receiver(member) if member and lines else None
    province = last.province if last else HOME
    whole = bill(lines, terms(at).freight(province))
    given = {
        "bill": whole,
        "parts": rows(whole, available),
        "pieces": sum(counted.values()),
        "province": words("order_provinces", get_language() or "zh").get(province, ""),
        "short": short,
        "is_buyable": bool(lines) and not short and all(line.is_on_sale for line in lines),
        "helps": bill_helps(whole, at),
        "safe_days": terms(at).value("settlement_safe_days"),
        "findings": findings,
    }
    return TemplateResponse(request, "orders/cart.html", given, status=status)


@require_POST
def cart_add(request: HttpRequest) -> HttpResponseBase:
    """Put something into the cart."""
    form = QuantityForm(request.POST)
    at = timezone.now()
    if not form.is_valid():
        return shown(request, findings=(_UNREAD,), status=422)
    variant = form.cleaned_data["variant"]
    if variant not in offers([variant], on=timezone.localdate(at)):
        return shown(request, findings=(_GONE,), status=422)
    found = carting.cart_for(member=member_of(request), cart=cart_of(request), at=at)
    if member_of(request) is None:
        request.session[CART] = str(found)
    carting.add(cart=found, at=at, **form.cleaned_data)
    messages.success(request, _("已加入购物车。"))
    return redirect("cart")


def _changed(request: HttpRequest) -> HttpResponseBase:
    found = carting.cart_for(member=member_of(request), cart=cart_of(request), at=timezone.now())
    wanted = {
        int(name.removeprefix("line-")): int(str(value))
        for name, value in request.POST.items()
        if _LINE.fullmatch(name) and str(value).isdecimal() and len(value) < 7
    }
    for sign, change in _CHANGES.items():
        line = _line(request.POST.get(sign, ""))
        if line in wanted:
            wanted[line] = max(0, wanted[line] + change)
    if gone := request.POST.get("remove", ""):
        wanted = {_line(gone): 0}
    carting.change(cart=found, quantities=wanted)
    return redirect("checkout" if "checkout" in request.POST else "cart")


def _line(typed: str) -> int:
    """A line's number; 0, which no line has, for what is none."""
    return int(typed) if _NUMBER.fullmatch(typed) else 0
