"""A supplier's households: what they grow, what it was treated with, what they can sell when."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwang.bridge.models import Link
from shouwang.bridge.queries import links_of
from shouwang.kernel.findings import Finding
from shouwang.market.members.bodies import takes_files
from shouwang.market.members.views import signed_in
from shouwang.market.suppliers import taking
from shouwang.market.suppliers.guards import for_staff
from shouwang.market.suppliers.models import Supplier, Taking
from shouwang.market.suppliers.places import place_names
from shouwang.market.suppliers.rules import COLLECT, WORK
from shouwang.market.supply import operations, queries, sheets
from shouwang.market.supply.errors import SupplyError
from shouwang.market.supply.forms import InputForm, LabelForm, PlotForm, UploadForm
from shouwang.market.supply.models import InputRecord, LinkLabel, Plot
from shouwang.market.supply.policy import crops, words

MONTHS_AHEAD = 6
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@for_staff(COLLECT)
@require_safe
def supply(request: HttpRequest, supplier: Supplier) -> HttpResponseBase:
    """Every household by its number, with what it grows."""
    today = timezone.localdate()
    lines = queries.links_with_plots(supplier.pk, on=today)
    names = place_names((one.link.region_code for one in lines), on=today)
    known = crops()
    rows = [
        {
            "line": one,
            "place": names.get(one.link.region_code, ""),
            "crops": _grown(one.plots, known),
        }
        for one in lines
    ]
    return TemplateResponse(request, "supply/supply.html", {"rows": rows, "supplier": supplier})


def _grown(plots: Sequence[Plot], known: dict[str, Any]) -> str:
    return "、".join(dict.fromkeys(known[one.crop].name for one in plots if one.crop in known))


@for_staff(COLLECT)
@require_safe
def supply_link(request: HttpRequest, supplier: Supplier, link: UUID) -> HttpResponseBase:
    """One household: its plots, and what this season may still be certified."""
    return _link_page(request, supplier, link)


@for_staff(WORK)
@require_POST
def plot_add(request: HttpRequest, supplier: Supplier, link: UUID) -> HttpResponseBase:
    """Register a plot."""
    form = PlotForm(request.POST)
    if form.is_valid():
        try:
            operations.register_plot(
                act_id=form.act_id,
                supplier=supplier,
                plot=form.plot(link),
                by=signed_in(request),
                at=timezone.now(),
            )
        except SupplyError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已登记。"))
            return redirect("supply_link", link)
    return _link_page(request, supplier, link, plot_form=form)


@for_staff(WORK)
@require_POST
def plot_end(request: HttpRequest, supplier: Supplier, plot: UUID) -> HttpResponseBase:
    """Take a plot off the register."""
    try:
        ended = operations.end_plot(plot=plot, supplier=supplier, at=timezone.now())
    except SupplyError as error:
        raise Http404 from error
    messages.success(request, _("已注销。这块地已收的货不受影响。"))
    return redirect("supply_link", ended.link)


@for_staff(WORK)
@require_POST
def label_set(request: HttpRequest, supplier: Supplier, link: UUID) -> HttpResponseBase:
    """Give the household its number among the supplier's people."""
    form = LabelForm(request.POST)
    if form.is_valid():
        try:
            operations.label_link(
                supplier=supplier, link=link, label=form.cleaned_data["label"], at=timezone.now()
            )
        except SupplyError as refusal:
            form.add_error("label", str(refusal))
        else:
            messages.success(request, _("已保存。"))
            return redirect("supply_link", link)
    return _link_page(request, supplier, link, label_form=form)


@for_staff(COLLECT)
@require_POST
def input_add(request: HttpRequest, supplier: Supplier, plot: UUID) -> HttpResponseBase:
    """Write down what a plot was treated with."""
    found = Plot.objects.filter(pk=plot, supplier=supplier).first()
    if found is None:
        raise Http404
    form = InputForm(request.POST)
    if not form.is_valid():
        return _link_page(request, supplier, found.link, input_form=(plot, form))
    operations.record_input(
        act_id=form.act_id,
        plot=plot,
        supplier=supplier,
        treatment=form.treatment(),
        by=signed_in(request),
        at=timezone.now(),
    )
    messages.success(request, _("已记下。"))
    return redirect("supply_link", found.link)


def _link_page(
    request: HttpRequest,
    supplier: Supplier,
    number: UUID,
    *,
    plot_form: PlotForm | None = None,
    label_form: LabelForm | None = None,
    input_form: tuple[UUID, InputForm] | None = None,
) -> HttpResponseBase:
    link, today = _own(supplier, number), timezone.localdate()
    label = LinkLabel.objects.filter(supplier=supplier, link=number).first()
    given = {
        "link": link,
        "shown": label.label if label else link.number,
        "place": place_names([link.region_code], on=today).get(link.region_code, ""),
        "seasons": queries.seasons_of(number, on=today),
        "plots": _plots(number, input_form),
        "plot_form": plot_form or PlotForm(initial={"village_code": link.region_code}),
        "label_form": label_form or LabelForm(initial={"label": label.label if label else ""}),
    }
    refused = plot_form or label_form or input_form
    return TemplateResponse(
        request, "supply/link.html", given, status=422 if refused is not None else 200
    )


def _own(supplier: Supplier, number: UUID) -> Link:
    found = links_of(supplier.pk).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _plots(link: UUID, refused: tuple[UUID, InputForm] | None) -> list[dict[str, Any]]:
    plots = list(Plot.objects.filter(link=link, ended_on=None).order_by("crop", "recorded_at"))
    inputs: dict[UUID, list[InputRecord]] = {}
    for one in InputRecord.objects.filter(plot__in=plots).order_by("-on", "pk"):
        inputs.setdefault(one.plot_id, []).append(one)
    known, counted, today = crops(), words("plot_counts"), timezone.localdate()
    return [
        {
            "plot": one,
            "crop": known[one.crop].name,
            "unit": counted[known[one.crop].by],
            "inputs": inputs.get(one.pk, [])[:10],
            "form": refused[1]
            if refused and refused[0] == one.pk
            else InputForm(initial={"on": today}, auto_id=f"id_{one.pk}_%s"),
        }
        for one in plots
    ]


@takes_files(lambda: sheets.LARGEST)
@for_staff(WORK)
@require_http_methods(["GET", "POST"])
def declarations(request: HttpRequest, supplier: Supplier) -> HttpResponseBase:
    """What the households can sell in the coming months; an Excel table takes many at once."""
    months = months_from(timezone.localdate())
    rows = _declared_rows(supplier, months)
    form = UploadForm(request.POST or None, request.FILES or None)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        read = sheets.read(form.cleaned_data["file"].read(), rows, months)
        findings = read.findings
        if read.value is not None:
            try:
                count = operations.declare(
                    supplier=supplier, said=read.value, by=signed_in(request), at=timezone.now()
                )
            except SupplyError as refusal:
                form.add_error("file", str(refusal))
            else:
                messages.success(request, _("已登记 %(count)s 格。") % {"count": count})
                return redirect("declarations")
    shown = [
        {
            "link": row.link,
            "number": row.number,
            "label": row.label,
            "crop_name": row.crop_name,
            "cells": [{"month": month, "grams": row.grams.get(month)} for month in months],
        }
        for row in rows
    ]
    given = {"rows": shown, "months": months, "form": form, "findings": findings}
    return TemplateResponse(
        request, "supply/declarations.html", given, status=422 if form.is_bound else 200
    )


@for_staff(WORK)
@require_safe
def declarations_sheet(request: HttpRequest, supplier: Supplier) -> HttpResponseBase:
    """The table as an Excel file."""
    months = months_from(timezone.localdate())
    rows = _declared_rows(supplier, months)
    content = sheets.written(rows, months)
    taking.write_down(
        by=signed_in(request),
        at=timezone.now(),
        kind=Taking.Kind.DECLARATIONS,
        rows=len(rows),
        supplier=supplier,
    )
    answer = HttpResponse(content, content_type=EXCEL)
    answer["Content-Disposition"] = 'attachment; filename="declarations.xlsx"'
    return answer


def _declared_rows(supplier: Supplier, months: Sequence[date]) -> list[sheets.Row]:
    declared = queries.declarations_of(supplier.pk, months=months)
    known = crops()
    return [
        sheets.Row(
            line.link.pk,
            line.link.number,
            line.label,
            crop,
            known[crop].name,
            declared.get((line.link.pk, crop), {}),
        )
        for line in queries.links_with_plots(supplier.pk, on=timezone.localdate())
        for crop in dict.fromkeys(plot.crop for plot in line.plots)
    ]


def months_from(day: date, count: int = MONTHS_AHEAD) -> list[date]:
    """The first days of this month and of those after it."""
    first = day.year * 12 + day.month - 1
    return [date((first + ahead) // 12, (first + ahead) % 12 + 1, 1) for ahead in range(count)]
