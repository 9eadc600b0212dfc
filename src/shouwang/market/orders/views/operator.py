"""For the operator's people: refunds to execute, notices that somebody must look at."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwang.kernel.pages import page_of
from shouwang.market.orders.models import Refund
from shouwang.market.orders.operations import refunding
from shouwang.market.orders.queries import orders as queries
from shouwang.market.orders.shown import verdict_words, why_words
from shouwang.market.orders.views.carts import member_of

PAGE = 50


@require_http_methods(["GET", "POST"])
def refunds(request: HttpRequest) -> HttpResponseBase:
    """Money owed back; send it."""
    _operator(request)
    if request.method == "POST":
        _sent(request)
        return redirect("operator_refunds")
    page = page_of(queries.refunds_to_execute(), number_of(request), PAGE)
    rows = [(one, why_words(one.why)) for one in page.rows]
    given = {"page": page, "rows": rows}
    return TemplateResponse(request, "orders/operator_refunds.html", given)


@require_safe
def notices(request: HttpRequest) -> HttpResponseBase:
    """Late, forged, wrong and unknown notices."""
    _operator(request)
    page = page_of(queries.notices_in_trouble(), number_of(request), PAGE)
    rows = [(one, verdict_words(one.verdict)) for one in page.rows]
    given = {"page": page, "rows": rows}
    return TemplateResponse(request, "orders/operator_notices.html", given)


def _sent(request: HttpRequest) -> None:
    try:
        number = UUID(request.POST.get("refund", ""))
        found = refunding.execute(refund=number, at=timezone.now())
    except (ValueError, Refund.DoesNotExist):
        messages.error(request, _("没有这笔退款：请刷新页面。"))
        return
    if found.state == "failed":
        messages.error(request, _("退款没有成功：%(words)s") % {"words": found.words})


def _operator(request: HttpRequest) -> None:
    member = member_of(request)
    if member is None or not member.is_operator:
        raise PermissionDenied


def number_of(request: HttpRequest) -> int:
    """The page that the address asks for."""
    wanted = request.GET.get("page", "1")
    return int(wanted) if wanted.isdecimal() and len(wanted) < 6 else 1
