"""What the operator sees: what was settled, what was paid out, whether the books sum to zero."""

from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwang.kernel.pages import Page, page_of
from shouwang.market.members.views import signed_in
from shouwang.market.settlement.models import Payout, Run
from shouwang.market.settlement.queries import balancing
from shouwang.market.suppliers.guards import for_operator
from shouwang.market.suppliers.queries import staff_of

PAGE, PAYOUTS = 30, 10


@require_safe
@login_required
def settlement(request: HttpRequest) -> HttpResponseBase:
    """To one's own page of settlement: a supplier's, or the operator's."""
    member = signed_in(request)
    if member.is_operator and staff_of(member) is None:
        return redirect("settlement_runs")
    return redirect("supplier_money")


@require_safe
@for_operator
def runs(request: HttpRequest) -> HttpResponseBase:
    """What the clock settled, and the payouts."""
    page = page_of(Run.objects.order_by("-at", "-pk"), number(request), PAGE)
    payouts = Payout.objects.annotate(count=Count("lines"), fen=Sum("lines__fen"))
    context = {
        "page": page,
        "pages": leaves(page),
        "columns": [
            {"key": "at", "label": _("时间"), "kind": "instant"},
            {"key": "get_stage_display", "label": _("阶段")},
            {"key": "lines", "label": _("订单行"), "kind": "number"},
            {"key": "net_fen", "label": _("货款"), "unit": _("元"), "kind": "amount"},
            {"key": "households_fen", "label": _("农户所得"), "unit": _("元"), "kind": "amount"},
        ],
        "payouts": payouts.order_by("-number")[:PAYOUTS],
        "new_payout": uuid4(),
    }
    return TemplateResponse(request, "settlement/runs.html", context)


@require_safe
@for_operator
def books(request: HttpRequest) -> HttpResponseBase:
    """The trial balance: every unit sums to zero, or something is wrong."""
    rows = balancing.trial_balance()
    context = {"rows": rows, "is_zero": balancing.is_balanced(rows)}
    return TemplateResponse(request, "settlement/books.html", context)


def number(request: HttpRequest) -> int:
    """The page that the address asks for."""
    asked = request.GET.get("page", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1


def leaves(page: Page[Any]) -> dict[str, Any]:
    """What the links to the pages before and after need."""
    here = page.number
    return {
        "number": here,
        "last": page.last,
        "before": f"?page={here - 1}" if here > 1 else "",
        "after": f"?page={here + 1}" if here < page.last else "",
    }
