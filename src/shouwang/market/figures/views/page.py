"""Sales, households helped and prices, by month, product and place; the list of buyers."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from shouwang.kernel import excel
from shouwang.kernel.choosing import offered
from shouwang.market.figures import definitions, operations, queries
from shouwang.market.figures.errors import NotManager
from shouwang.market.figures.queries import NOBODY_HELPED, NOTHING_SOLD, By
from shouwang.market.members.models import Member
from shouwang.market.members.views import signed_in
from shouwang.market.orders.models import Unit
from shouwang.regions.queries import names

FIRST_YEAR = 2020
_CELLS = {"amount": excel.Cell.YUAN, "number": excel.Cell.NUMBER}


class FiguresForm(forms.Form):
    """Which year, and a row for what; read from the address."""

    year = forms.IntegerField(label=gettext_lazy("年度"), required=False)
    by = forms.ChoiceField(
        label=gettext_lazy("按"),
        required=False,
        choices=[
            ("month", gettext_lazy("月份")),
            ("product", gettext_lazy("产品")),
            ("place", gettext_lazy("产地")),
        ],
    )

    def chosen(self, today: date) -> tuple[int, By]:
        """The year, this one unless another is asked for, and the rows, by month unless said."""
        self.is_valid()
        year = self.cleaned_data.get("year") or today.year
        in_range = FIRST_YEAR <= year <= today.year
        return year if in_range else today.year, By(self.cleaned_data.get("by") or By.MONTH)


@require_safe
def figures(request: HttpRequest) -> HttpResponseBase:
    """Every number with its definition beside it."""
    today = timezone.localdate()
    form = FiguresForm(request.GET)
    year, by = form.chosen(today)
    since, until = date(year, 1, 1), date(year + 1, 1, 1)
    rows = _rows(since, until, by)
    if request.GET.get("format") == "xlsx":
        return _sheet(year, by, rows)
    sold = queries.sales(since, until).get("", NOTHING_SOLD)
    helped = queries.helped(since, until).get("", NOBODY_HELPED)
    member = request.user if isinstance(request.user, Member) else None
    context = {
        "year": year,
        "years": range(today.year, today.year - 3, -1),
        "by": by.value,
        "ways": offered(form, "by"),
        "cards": _cards(sold, helped),
        "columns": _columns(by),
        "rows": rows,
        "export": f"?year={year}&by={by.value}&format=xlsx",
        "leaders": queries.leaders(since, until),
        "leaders_definition": definitions.LEADERS,
        "units": queries.units_to_name(member) if member else [],
    }
    return TemplateResponse(request, "figures/figures.html", context)


def _cards(sold: queries.Sales, helped: queries.Helped) -> list[dict[str, Any]]:
    return [
        {"label": _("销售额"), "fen": sold.fen, "definition": definitions.SALES},
        {
            "label": _("订单"),
            "value": sold.orders,
            "unit": _("单"),
            "definition": definitions.ORDERS,
        },
        {
            "label": _("带动农户"),
            "value": helped.households,
            "unit": _("户"),
            "definition": definitions.HOUSEHOLDS,
        },
        {
            "label": _("分到农户的货款"),
            "fen": helped.fen,
            "definition": definitions.HOUSEHOLD_INCOME,
        },
        {"label": _("付给农户的工钱"), "fen": helped.wage_fen, "definition": definitions.WAGES},
        {
            "label": _("农户所得每千克"),
            "yuan": helped.paid_per_kilogram,
            "definition": definitions.PAID,
        },
        {
            "label": _("地头价每千克"),
            "yuan": helped.gate_per_kilogram,
            "definition": definitions.GATE,
        },
        {"label": _("比地头价高"), "share": helped.more, "definition": definitions.MORE},
    ]


def _columns(by: By) -> list[dict[str, Any]]:
    words = {By.MONTH: _("月份"), By.PRODUCT: _("产品"), By.PLACE: _("产地")}
    return [
        {"key": "key", "label": words[by]},
        {"key": "sales", "label": _("销售额"), "unit": _("元"), "kind": "amount"},
        {"key": "orders", "label": _("订单"), "kind": "number"},
        {"key": "households", "label": _("带动农户"), "kind": "number"},
        {"key": "income", "label": _("分到农户"), "unit": _("元"), "kind": "amount"},
        {"key": "wages", "label": _("工钱"), "unit": _("元"), "kind": "amount"},
        {"key": "paid", "label": _("农户所得每千克"), "unit": _("元"), "kind": "amount"},
        {"key": "gate", "label": _("地头价每千克"), "unit": _("元"), "kind": "amount"},
    ]


def _rows(since: date, until: date, by: By) -> list[dict[str, Any]]:
    sold, helped = queries.sales(since, until, by), queries.helped(since, until, by)
    keys = sorted({*sold, *helped})
    if keys and by is By.MONTH:
        keys = _months(since, max(keys))
    labels = _labels(keys, by)
    rows = [
        _row(labels[key], sold.get(key, NOTHING_SOLD), helped.get(key, NOBODY_HELPED))
        for key in keys
    ]
    if by is not By.MONTH:
        rows.sort(key=lambda row: (-row["sales"], -row["income"], row["key"]))
    return rows


def _months(since: date, last: str) -> list[str]:
    """The months of the year up to now, or to the last that has something: an empty one says 0."""
    end = max(last, f"{timezone.localdate():%Y-%m}")
    return [key for n in range(12) if (key := f"{since.year}-{n + 1:02}") <= end]


def _labels(keys: list[str], by: By) -> dict[str, str]:
    if by is not By.PLACE:
        return {key: key for key in keys}
    codes = {key: key.ljust(12, "0") for key in keys}
    known = names(codes.values(), on=timezone.localdate())
    return {key: known.get(code, key) for key, code in codes.items()}


def _row(label: str, sold: queries.Sales, helped: queries.Helped) -> dict[str, Any]:
    return {
        "key": label,
        "sales": sold.fen,
        "orders": sold.orders,
        "households": helped.households,
        "income": helped.fen,
        "wages": helped.wage_fen,
        "paid": helped.paid_per_kilogram,
        "gate": helped.gate_per_kilogram,
    }


def _sheet(year: int, by: By, rows: list[dict[str, Any]]) -> FileResponse:
    columns = _columns(by)
    sheet = [
        excel.Column(
            f"{one['label']}（{one['unit']}）" if "unit" in one else one["label"],
            _CELLS.get(one.get("kind", ""), excel.Cell.TEXT),
            16,
        )
        for one in columns
    ]
    said = [
        (_("销售额"), str(definitions.SALES)),
        (_("订单"), str(definitions.ORDERS)),
        (_("带动农户"), str(definitions.HOUSEHOLDS)),
        (_("分到农户"), str(definitions.HOUSEHOLD_INCOME)),
        (_("工钱"), str(definitions.WAGES)),
        (_("农户所得每千克"), str(definitions.PAID)),
        (_("地头价每千克"), str(definitions.GATE)),
        (_("年度"), str(year)),
    ]
    title = _("销售与带动数据")
    written = excel.write(
        title, sheet, ([row[one["key"]] for one in columns] for row in rows), said
    )
    return excel.handed_over(written, f"{title}-{year}-{by.value}.xlsx")


@require_POST
@login_required
def name_unit(request: HttpRequest, unit: UUID) -> HttpResponseBase:
    """A unit agrees to be named, or takes that back."""
    found = get_object_or_404(Unit, pk=unit)
    agrees = request.POST.get("agrees") == "yes"
    try:
        operations.name_unit(unit=found, agrees=agrees, by=signed_in(request), at=timezone.now())
    except NotManager as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    messages.success(request, _("已公开单位名称。") if agrees else _("已从榜单撤下单位名称。"))
    return redirect("figures")
