"""Paying: the choice of a gateway, the offline gateway's own page, and what gateways tell us."""

from uuid import UUID

import segno
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from shouwang.market.members.asking import address_of
from shouwang.market.members.views import signed_in
from shouwang.market.orders import gateways
from shouwang.market.orders.errors import GatewayRefused, GatewayUnknown
from shouwang.market.orders.gateways import testing
from shouwang.market.orders.gateways.interface import Asked
from shouwang.market.orders.models import Order, Payment
from shouwang.market.orders.operations import paying
from shouwang.market.orders.rules.notices import Said, Verdict
from shouwang.market.orders.rules.states import OrderState

_PHONE = ("Mobi", "Android", "iPhone", "MicroMessenger")
# Whoever sent these is told that it did not work, and may send again.
_AGAIN = (Verdict.FORGED, Verdict.UNREADABLE)


@login_required
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Choose how to pay an order; go on to the gateway."""
    order = Order.objects.filter(pk=number, member=signed_in(request)).first()
    if order is None:
        raise Http404
    if order.state != OrderState.AWAITING:
        return redirect("order", number)
    given = {"order": order, "gateways": {n: gateways.LABELS[n] for n in gateways.gateways()}}
    if request.method == "GET":
        return TemplateResponse(request, "orders/pay.html", given)
    try:
        begun = gateways.gateway(request.POST.get("gateway", "")).begin(
            _asked(request, order), timezone.now()
        )
    except GatewayUnknown:
        return TemplateResponse(request, "orders/pay.html", given, status=422)
    except GatewayRefused:
        given["refused"] = _("支付平台暂时没有回应，请稍后再试，或换一种支付方式。")
        return TemplateResponse(request, "orders/pay.html", given, status=502)
    if begun.address:
        return redirect(begun.address)
    drawn = segno.make(begun.code, micro=False).svg_inline(scale=6, border=2, light="white")
    given["code"] = mark_safe(drawn)
    return TemplateResponse(request, "orders/pay.html", given)


def _asked(request: HttpRequest, order: Order) -> Asked:
    name = request.POST["gateway"]
    payment = paying.begin(order=order, gateway=name, at=timezone.now())
    agent = request.headers.get("User-Agent", "")
    return Asked(
        number=payment.pk,
        amount_fen=payment.amount_fen,
        words=_("守望商城订单"),
        expires_at=order.pay_before,
        returns_to=request.build_absolute_uri(reverse("order", args=[order.pk])),
        tells=request.build_absolute_uri(reverse("payment_notice", args=[name])),
        on_phone=any(word in agent for word in _PHONE),
        asks_from=address_of(request) or "",
    )


@require_http_methods(["GET", "POST"])
def pay_testing(request: HttpRequest, payment: UUID) -> HttpResponseBase:
    """The offline gateway's page: it pays, or refuses, and tells the market by a signed notice."""
    if "testing" not in gateways.gateways():
        raise Http404
    if request.method == "POST":
        return _tested(request, payment)
    found = Payment.objects.filter(pk=payment, gateway="testing").first()
    if found is None:
        raise Http404
    return TemplateResponse(request, "orders/pay_testing.html", {"payment": found})


def _tested(request: HttpRequest, payment: UUID) -> HttpResponseBase:
    said = Said.NOT_PAID if "refuse" in request.POST else Said.PAID
    amount, at = request.POST.get("amount_fen", ""), timezone.now()
    order = request.POST.get("order", "")
    if not amount.isdecimal() or len(amount) > 15:
        raise Http404
    headers, body = testing.signed(payment, int(amount), at, said)
    paying.receive(gateway="testing", headers=headers, body=body, at=at)
    try:
        return redirect("order", UUID(order))
    except ValueError:
        return redirect("orders")


@csrf_exempt
@require_POST
def payment_notice(request: HttpRequest, gateway: str) -> HttpResponse:
    """Where gateways tell us; whoever calls, it is recorded."""
    if gateway not in gateways.gateways():
        raise Http404
    body = request.read(paying.MOST_BYTES + 1)
    if len(body) > paying.MOST_BYTES:
        return HttpResponse(status=413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    verdict = paying.receive(gateway=gateway, headers=headers, body=body, at=timezone.now())
    answer = gateways.gateway(gateway).answer(verdict not in _AGAIN)
    return HttpResponse(answer.body, answer.content_type, answer.status)
