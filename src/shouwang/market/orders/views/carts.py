"""The cart, also of somebody who has not logged in."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from shouwang.market.catalogue.queries import offers
from shouwang.market.members.models import Member
from shouwang.market.orders.forms import QuantityForm
from shouwang.market.orders.operations import carting
from shouwang.market.orders.queries.carts import cart_lines, left
from shouwang.market.orders.rules.amounts import bill, pieces

CART = "cart"


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
    """The cart as it stands, with what is left of each thing."""
    at = timezone.now()
    lines = cart_lines(member=member_of(request), cart=cart_of(request), at=at)
    available = left([line.variant for line in lines]) if lines else {}
    counted = pieces(lines)
    short = {variant for variant, number in counted.items() if number > available[variant]}
    given = {
        "bill": bill(lines, None),
        "left": available,
        "short": short,
        "is_buyable": bool(lines) and not short and all(line.is_on_sale for line in lines),
        "findings": findings,
    }
    return TemplateResponse(request, "orders/cart.html", given, status=status)


@require_POST
def cart_add(request: HttpRequest) -> HttpResponseBase:
    """Put something into the cart."""
    form = QuantityForm(request.POST)
    at = timezone.now()
    if not form.is_valid():
        return shown(request, status=422)
    variant = form.cleaned_data["variant"]
    if variant not in offers([variant], on=timezone.localdate(at)):
        return shown(request, status=422)
    found = carting.cart_for(member=member_of(request), cart=cart_of(request), at=at)
    if member_of(request) is None:
        request.session[CART] = str(found)
    carting.add(cart=found, at=at, **form.cleaned_data)
    return redirect("cart")


def _changed(request: HttpRequest) -> HttpResponseBase:
    found = carting.cart_for(member=member_of(request), cart=cart_of(request), at=timezone.now())
    wanted = {
        int(name.removeprefix("line-")): int(str(value))
        for name, value in request.POST.items()
        if name.removeprefix("line-").isdecimal() and str(value).isdecimal() and len(value) < 7
    }
    if gone := request.POST.get("remove", ""):
        wanted = {int(gone): 0} if gone.isdecimal() else {}
    carting.change(cart=found, quantities=wanted)
    return redirect("checkout" if "checkout" in request.POST else "cart")
