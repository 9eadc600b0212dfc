"""Statistics of sales: whom they helped, and what households were paid against the farm gate."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.taking import taken
from shouwang.watch.produce import queries
from shouwang.watch.produce.forms import FiguresForm
from shouwang.watch.produce.queries import Figures
from shouwang.watch.produce.views import frame


@requires(Act.SEE_HOUSEHOLDS)
def figures_page(request: HttpRequest) -> HttpResponseBase:
    """Sales of a place by township, month or product, with sums and definitions."""
    place, form = frame.asked_place(request), FiguresForm(request.GET, timezone.localdate())
    by, since, until = form.asked()
    sold = queries.figures(place, by, since, until)
    return TemplateResponse(
        request,
        "produce/figures.html",
        {
            "tabs": frame.tabs(request, place, "produce_figures"),
            "form": form,
            "since": since,
            "until": until,
            "whole": sold.whole,
            "columns": _columns(by),
            "rows": _rows(sold.rows, by),
            "export": reverse("produce_figures_export")
            if permits(request, Act.EXPORT, place)
            else "",
        },
    )


@requires(Act.EXPORT)
def export_figures(request: HttpRequest) -> HttpResponseBase:
    """The same table as an Excel file; who took it is journalled."""
    place, form = frame.asked_place(request), FiguresForm(request.GET, timezone.localdate())
    if not (permits(request, Act.EXPORT, place) and permits(request, Act.SEE_HOUSEHOLDS, place)):
        return forbidden(request)
    by, since, until = form.asked()
    rows = _rows(queries.figures(place, by, since, until).rows, by)
    return taken(
        request,
        _("产销统计"),
        _columns(by),
        [{**one, **{key: one[key] / 100 for key in ("paid", "wage", "gate")}} for one in rows],
        act="produce.figures_exported",
        region=place,
        form=form,
    )


def _columns(by: str) -> list[dict[str, Any]]:
    labels = {"township": _("乡镇"), "month": _("月份"), "product": _("产品")}
    return [
        {"key": "label", "label": labels[by]},
        {"key": "households", "label": _("带动农户"), "unit": _("户"), "kind": "number"},
        {"key": "paid", "label": _("付给农户"), "unit": _("元"), "kind": "amount"},
        {"key": "wage", "label": _("工钱"), "unit": _("元"), "kind": "amount"},
        {"key": "gate", "label": _("按地头价折算"), "unit": _("元"), "kind": "amount"},
        {"key": "gain", "label": _("比地头价高"), "kind": "percent"},
        {"key": "kilograms", "label": _("销量"), "unit": _("公斤"), "kind": "number"},
        {"key": "lines", "label": _("订单行"), "kind": "number"},
    ]


def _rows(found: Sequence[Figures], by: str) -> list[dict[str, Any]]:
    names: dict[str, str] = {}
    if by == "township":
        names = frame.names_of(str(RegionCode(one.key)) for one in found)
    return [
        {
            "label": names.get(one.key, one.key),
            "households": one.households,
            "paid": one.paid_fen,
            "wage": one.wage_fen,
            "gate": one.farm_gate_fen,
            "gain": one.gain,
            "kilograms": round(one.grams / 1000),
            "lines": one.lines,
        }
        for one in found
    ]
