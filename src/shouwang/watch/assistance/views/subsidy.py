"""The price subsidy: entering indices, previewing a month, computing it, the list of payments."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.people.views.taking import taken
from shouwang.watch.assistance import operations, policy, queries
from shouwang.watch.assistance.forms import PriceForm, SubsidyForm
from shouwang.watch.assistance.models import PriceIndex, PriceKind, SubsidyRun
from shouwang.watch.assistance.views import frame
from shouwang.watch.monitoring.views.frame import asked_place, language, names_of, region_path

PAY = Act.SCREEN_NOW  # the county office's alone
INDICES = 12


def _county(request: HttpRequest) -> RegionCode:
    """The county whose subsidy is meant: that of the place asked for."""
    return RegionCode.of(asked_place(request).prefix[:6])


@requires(PAY)
def price_subsidy(request: HttpRequest) -> HttpResponseBase:
    """Indices and computations of a county; with `month=` the preview of one."""
    place = _county(request)
    price = PriceForm(request.POST or None, auto_id="price_%s")
    if request.method == "POST" and not permits(request, PAY, place):
        return forbidden(request)
    if request.method == "POST" and price.is_valid() and _entered(request, place, price):
        return redirect("price_subsidy")
    asked = SubsidyForm(request.GET if "month" in request.GET else None)
    asked.fields["act_id"].required = False
    preview = operations.reckon(place, asked.cleaned_data["month"]) if asked.is_valid() else None
    runs = list(queries.subsidy_runs(place)[:INDICES])
    indices = PriceIndex.objects.filter(region_code=place.code).order_by("-month", "-id")
    return TemplateResponse(
        request,
        "assistance/subsidy.html",
        {
            "region_path": region_path(place),
            "price": price,
            "form": asked,
            "preview": preview.value if preview else None,
            "refusals": list(preview.findings) if preview else [],
            "act_id": uuid4(),
            "indices": [_index_row(one) for one in indices[:INDICES]],
            "index_columns": _index_columns(),
            "runs": [_run_row(one) for one in runs],
            "run_columns": _run_columns(),
        },
    )


def _entered(request: HttpRequest, place: RegionCode, form: PriceForm) -> bool:
    kept = form.cleaned_data
    reading = operations.enter_index(
        by=signed_in(request),
        at=timezone.now(),
        place=place,
        month=kept["month"].replace(day=1),
        kind=PriceKind(kept["kind"]),
        rise_thousandths=int(kept["rise"] * 10),
        document=kept["document"],
    )
    frame.refuse(form, reading.findings)
    if reading.value is not None:
        messages.success(request, _("已录入价格指数。"))
    return reading.value is not None


def _index_columns() -> list[dict[str, Any]]:
    return [
        {"key": "month", "label": _("月份"), "kind": "month"},
        {"key": "kind", "label": _("指数")},
        {"key": "rise", "label": _("同比涨幅")},
        {"key": "document", "label": _("文件或公报")},
    ]


def _index_row(one: PriceIndex) -> dict[str, Any]:
    return {
        "month": one.month,
        "kind": one.get_kind_display(),
        "rise": f"{one.rise_thousandths / 10:.1f}%",
        "document": one.document,
    }


def _run_columns() -> list[dict[str, Any]]:
    return [
        {"key": "month", "label": _("月份"), "kind": "month", "href": "href"},
        {"key": "each", "label": _("每人"), "unit": _("元"), "kind": "amount"},
        {"key": "households", "label": _("户数"), "kind": "number"},
        {"key": "persons", "label": _("人数"), "kind": "number"},
        {"key": "total", "label": _("合计"), "unit": _("元"), "kind": "amount"},
        {"key": "at", "label": _("计算时间"), "kind": "instant", "note": "by"},
    ]


def _run_row(one: SubsidyRun) -> dict[str, Any]:
    return {
        "month": one.month,
        "href": reverse("subsidy_run", args=[one.pk]),
        "each": one.each_fen,
        "households": one.households,
        "persons": one.persons,
        "total": one.total_fen,
        "at": one.at,
        "by": str(one.by),
    }


@require_POST
@requires(PAY)
def subsidy_compute(request: HttpRequest) -> HttpResponseBase:
    """Compute and keep a month's payments."""
    place, form = _county(request), SubsidyForm(request.POST)
    if not permits(request, PAY, place):
        return forbidden(request)
    if not form.is_valid():
        messages.error(request, _("请选择月份。"))
        return redirect("price_subsidy")
    reading = operations.compute(
        by=signed_in(request),
        at=timezone.now(),
        act_id=form.cleaned_data["act_id"],
        place=place,
        month=form.cleaned_data["month"],
    )
    if reading.value is None:
        messages.error(request, reading.findings[0].message)
        return redirect("price_subsidy")
    return redirect("subsidy_run", reading.value.pk)


@requires(PAY)
def subsidy_run(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """A computation with every number it was made from, and its first payments."""
    run = _run_or_404(number)
    rows = queries.payments(run)[:INDICES]
    return TemplateResponse(
        request,
        "assistance/subsidy_run.html",
        {
            "run": run,
            "cpi": f"{run.cpi_thousandths / 10:.1f}%",
            "food": "" if run.food_thousandths is None else f"{run.food_thousandths / 10:.1f}%",
            "columns": _payment_columns(),
            "rows": _payment_rows(list(rows)),
            "export": reverse("subsidy_export", args=[run.pk]),
            "region_path": region_path(RegionCode(run.region_code)),
        },
    )


@requires(Act.EXPORT)
def subsidy_export(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """The list of payments as an Excel file."""
    run = _run_or_404(number)
    place = RegionCode(run.region_code)
    if not permits(request, PAY, place):
        return forbidden(request)
    return taken(
        request,
        _("价格临时补贴发放表 %(month)s") % {"month": f"{run.month:%Y-%m}"},
        _payment_columns(),
        _payment_rows(list(queries.payments(run))),
        act="assistance.subsidy_exported",
        region=place,
        subject=run,
    )


def _run_or_404(number: UUID) -> SubsidyRun:
    found = SubsidyRun.objects.select_related("by").filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _payment_columns() -> list[dict[str, Any]]:
    return [
        {"key": "head", "label": _("户主")},
        {"key": "number", "label": _("户编号")},
        {"key": "place", "label": _("所在村")},
        {"key": "group", "label": _("对象")},
        {"key": "persons", "label": _("人数"), "kind": "number"},
        {"key": "yuan", "label": _("金额（元）")},
    ]


def _payment_rows(found: list[Any]) -> list[dict[str, Any]]:
    names = names_of({one.region_code for one in found})
    groups, words = policy.codes("price_subsidy_groups"), language()
    return [
        {
            "head": one.household.head_name,
            "number": one.household.number,
            "place": names[one.region_code],
            "group": policy.word(groups, one.group, words),
            "persons": one.persons,
            "yuan": f"{one.amount_fen // 100}.{one.amount_fen % 100:02}",
        }
        for one in found
    ]
