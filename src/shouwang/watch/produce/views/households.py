"""What a household agreed to and what it sold; the sheet with its pass; the rows of a month."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwang.bridge import queries as bridge
from shouwang.bridge.models import Holder, Link
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.watch.produce import operations
from shouwang.watch.produce.forms import AgreeForm
from shouwang.watch.produce.queries import selling
from shouwang.watch.produce.views import frame
from shouwang.watch.registry.models import Household


@requires(Act.SEE_HOUSEHOLDS)
def household_page(request: HttpRequest, number: str) -> HttpResponseBase:
    """Its links and its sales; POST records that it agrees, and shows the sheet once."""
    home = _household_or_404(number)
    may = permits(request, Act.PLAN_HELP, RegionCode(home.region_code))
    cards = bridge.cards(near=home.region_code)
    form = AgreeForm(request.POST or None, [(str(one.pk), one.name) for one in cards])
    if request.method == "POST":
        if not may:
            return forbidden(request)
        if form.is_valid() and (answer := _agreed(request, home, form)) is not None:
            return answer
    return TemplateResponse(request, "produce/household.html", _shown(home, form, may))


def _shown(home: Household, form: AgreeForm, may: bool) -> dict[str, Any]:
    today = timezone.localdate()
    rows = selling.sold(home, today)
    return {
        "household": home,
        "region_path": frame.region_path(home.region_code),
        "form": form if may and home.ended_on is None else None,
        "links": selling.links(home, today),
        "columns": _columns(),
        "rows": [_row(home, one) for one in rows],
        "total_fen": sum(one.delivered_fen for one in rows),
    }


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "month", "label": _("月份"), "kind": "month", "href": "href"},
        {"key": "product", "label": _("产品")},
        {"key": "kilograms", "label": _("已交付"), "unit": _("公斤"), "kind": "number"},
        {"key": "delivered", "label": _("收入"), "unit": _("元"), "kind": "amount"},
        {"key": "gate", "label": _("按地头价折算"), "unit": _("元"), "kind": "amount"},
        {"key": "contracted", "label": _("当月下单"), "unit": _("元"), "kind": "amount"},
    ]


def _row(home: Household, one: selling.MonthSold) -> dict[str, Any]:
    return {
        "month": one.month,
        "href": reverse("produce_source", args=[home.number, f"{one.month:%Y-%m}"]),
        "product": one.product,
        "kilograms": round(one.grams / 1000),
        "delivered": one.delivered_fen,
        "gate": one.farm_gate_fen,
        "contracted": one.contracted_fen,
    }


def _agreed(request: HttpRequest, home: Household, form: AgreeForm) -> HttpResponseBase | None:
    """The sheet after the click; None when it was refused and the form says why."""
    reading = operations.agree(
        by=signed_in(request),
        at=timezone.now(),
        link_id=form.sent_number,
        household=home,
        supplier=form.cleaned_data["supplier"],
        may_honour=form.cleaned_data["may_honour"],
    )
    for finding in reading.findings:
        form.add_error(None, finding.message)
    if reading.value is None:
        return None
    link, secret = reading.value
    return _sheet(request, home.number, link, secret)


@requires(Act.SEE_HOUSEHOLDS)
def link_page(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """A link without its pass: the pass is shown once, when it is made."""
    held = _link_or_404(number)
    return _sheet(request, held.household, held.link, "")


@require_POST
@requires(Act.PLAN_HELP)
def pass_page(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Another pass, for a household that lost its own."""
    held = _link_or_404(number)
    if not frame.may(request, Act.PLAN_HELP, held.region_code):
        return forbidden(request)
    reading = operations.new_pass(by=signed_in(request), link=held.pk)
    for finding in reading.findings:
        messages.error(request, finding.message)
    return _sheet(request, held.household, held.link, reading.value or "")


@require_POST
@requires(Act.PLAN_HELP)
def withdraw_page(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """The household withdraws its consent."""
    held = _link_or_404(number)
    if not frame.may(request, Act.PLAN_HELP, held.region_code):
        return forbidden(request)
    if operations.withdraw(by=signed_in(request), at=timezone.now(), link=held.pk):
        messages.success(request, _("已撤回。明天起的订单不再记到这户名下，之前的照常结算。"))
    else:
        messages.info(request, _("此前已经撤回。"))
    return redirect("produce_household", held.household)


def _sheet(request: HttpRequest, household: str, link: Link, secret: str) -> HttpResponseBase:
    answer = TemplateResponse(
        request,
        "produce/link.html",
        {
            "link": link,
            "secret": secret,
            "household": _household_or_404(household),
            "region_path": frame.region_path(link.region_code),
            "may": frame.may(request, Act.PLAN_HELP, link.region_code),
        },
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@requires(Act.SEE_HOUSEHOLDS)
def source_page(request: HttpRequest, number: str, month: str) -> HttpResponseBase:
    """What a month's income and sales were summed from: order line by order line, no buyer."""
    home, first = _household_or_404(number), operations.month_of(month)
    if first is None:
        raise Http404
    rows = selling.behind(home, first, timezone.localdate())
    delivered = [one for one in rows if one.stage == one.Stage.DELIVERED]
    return TemplateResponse(
        request,
        "produce/source.html",
        {
            "household": home,
            "month": first,
            "region_path": frame.region_path(home.region_code),
            "columns": _source_columns(),
            "rows": [_source_row(one) for one in rows],
            "total_fen": sum(one.fen for one in delivered),
        },
    )


def _source_columns() -> list[dict[str, Any]]:
    return [
        {"key": "on", "label": _("日期"), "kind": "date", "note": "stage"},
        {"key": "product", "label": _("产品"), "note": "supplier"},
        {"key": "kind", "label": _("收入类别")},
        {"key": "buyer", "label": _("买方类型")},
        {"key": "grams", "label": _("重量"), "unit": _("克"), "kind": "number"},
        {"key": "fen", "label": _("金额"), "unit": _("元"), "kind": "amount"},
        {"key": "line", "label": _("订单行号")},
    ]


def _source_row(one: Any) -> dict[str, Any]:
    return {
        "on": one.settled_on or one.ordered_on,
        "stage": one.get_stage_display(),
        "product": one.product,
        "supplier": one.link.supplier.name,
        "kind": one.get_kind_display(),
        "buyer": frame.buyer(one.buyer_kind),
        "grams": one.grams,
        "fen": one.fen,
        "line": str(one.order_line),
    }


def _household_or_404(number: str) -> Household:
    home = selling.household(number)
    if home is None:
        raise Http404
    return home


def _link_or_404(number: UUID) -> Holder:
    held = selling.link(number)
    if held is None:
        raise Http404
    return held
