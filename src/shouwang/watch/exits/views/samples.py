"""The county's exit check: drawing, results and rates, a household that was drawn."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.people.views.taking import taken
from shouwang.watch.exits import operations, queries
from shouwang.watch.exits.errors import ExitsError, SampleUnknown
from shouwang.watch.exits.forms import FoundForm, SampleForm
from shouwang.watch.exits.models import Sample, Sampled
from shouwang.watch.exits.rules import APPROVAL, COMPOSITE, MISSED, WRONG, Rate
from shouwang.watch.monitoring.views import frame

_RATES = {
    WRONG: gettext_lazy("错退率"),
    MISSED: gettext_lazy("漏评率"),
    COMPOSITE: gettext_lazy("综合贫困发生率"),
    APPROVAL: gettext_lazy("群众认可度"),
}


@requires(Act.SEE_SUPERVISION)
def samples_page(request: HttpRequest) -> HttpResponseBase:
    """The samples of a county."""
    place = _county(request)
    rows = [
        {
            "at": one.at,
            "href": reverse("exit_sample", args=[one.pk]),
            "period": f"{one.exited_from} — {one.exited_to}",
            "frame": one.exited_frame,
            "by": str(one.by),
        }
        for one in queries.samples(place)
    ]
    context = {
        "rows": rows,
        "columns": [
            {"key": "at", "label": _("抽取时间"), "kind": "instant", "href": "href"},
            {"key": "period", "label": _("退出时段")},
            {"key": "frame", "label": _("退出户"), "kind": "number"},
            {"key": "by", "label": _("办理人")},
        ],
        "may_draw": permits(request, Act.SUPERVISE, place),
        "place": place,
        "region_path": frame.region_path(place),
    }
    return TemplateResponse(request, "exits/samples.html", context)


def _county(request: HttpRequest) -> RegionCode:
    return RegionCode.of(frame.asked_place(request).county)


@requires(Act.SUPERVISE)
def new_sample(request: HttpRequest) -> HttpResponseBase:
    """Draw a sample of exits and of those never registered."""
    place = _county(request)
    if not permits(request, Act.SUPERVISE, place):
        return forbidden(request)
    today = timezone.localdate()
    known = {"number": uuid4(), "exited": 30, "others": 30, "until": today}
    form = SampleForm(
        request.POST or None, initial={**known, "since": today.replace(month=1, day=1)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.draw_sample(
                by=signed_in(request),
                at=timezone.now(),
                number=form.cleaned_data["number"],
                place=place,
                wish=form.wish(),
            )
        except ExitsError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("exit_sample", made.pk)
    context = {"form": form, "region_path": frame.region_path(place)}
    return TemplateResponse(request, "exits/sample_new.html", context)


@requires(Act.SEE_SUPERVISION)
def sample_page(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """What was drawn, what was found, and the rates against their limits."""
    one = _sample_or_404(number)
    place, rows = RegionCode(one.region_code), queries.drawn(one)
    path, names = frame.path_and_names(place, {row.region_code for row in rows})
    context = {
        "sample": one,
        "rates": [_rate(rate) for rate in queries.rates_of(one, rows)],
        "rate_columns": _rate_columns(),
        "rows": _rows(rows, names),
        "columns": _columns(),
        "done": sum(bool(row.verdict) for row in rows),
        "total": len(rows),
        "export": reverse("exit_sample_export", args=[one.pk])
        if permits(request, Act.EXPORT, place)
        else "",
        "region_path": path,
    }
    return TemplateResponse(request, "exits/sample.html", context)


@requires(Act.EXPORT)
def export_sample(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """The households that were drawn as an Excel file; who took it is journalled."""
    one = _sample_or_404(number)
    place = RegionCode(one.region_code)
    if not permits(request, Act.EXPORT, place):
        return forbidden(request)
    rows = queries.drawn(one)
    names = frame.names_of({row.region_code for row in rows})
    return taken(
        request,
        _("退出抽查"),
        [*_columns(), {"key": "number", "label": _("户编号")}],
        _rows(rows, names),
        act="exits.sample_exported",
        region=place,
    )


@requires(Act.SUPERVISE)
def found_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """What was found at one household."""
    try:
        row = queries.one_drawn(number)
    except SampleUnknown as error:
        raise Http404 from error
    if not permits(request, Act.SUPERVISE, RegionCode(row.region_code)):
        return forbidden(request)
    asked = {True: "yes", False: "no", None: ""}[row.approves]
    known = {"verdict": row.verdict, "approves": asked, "note": row.note or ""}
    form = FoundForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        operations.find(
            by=signed_in(request), at=timezone.now(), sampled=row.pk, **form.cleaned_data
        )
        messages.success(request, _("已登记。"))
        return redirect("exit_sample", row.sample_id)
    return TemplateResponse(request, "exits/found.html", {"row": row, "form": form})


def _sample_or_404(number: UUID) -> Sample:
    try:
        return queries.sample(number)
    except SampleUnknown as error:
        raise Http404 from error


def _rate_columns() -> list[dict[str, Any]]:
    return [
        {"key": "name", "label": _("指标")},
        {"key": "value", "label": _("结果"), "note": "counted"},
        {"key": "between", "label": _("95%区间")},
        {"key": "limit", "label": _("标准")},
        {"key": "holds", "label": _("判断")},
    ]


def _rate(rate: Rate) -> dict[str, Any]:
    share = rate.share
    known = share.value is not None and share.low is not None and share.high is not None
    above = rate.name == APPROVAL
    return {
        "name": str(_RATES[rate.name]),
        "value": f"{share.value:.2%}" if share.value is not None else "",
        "counted": f"{share.part} / {share.whole}",
        "between": f"{share.low:.2%} – {share.high:.2%}"
        if known and rate.name != COMPOSITE
        else "",
        "limit": ("≥ " if above else "< ") + f"{rate.limit / 10:g}%",
        "holds": _judged(rate),
    }


def _judged(rate: Rate) -> str:
    if rate.holds is None:
        return _("还没有结果")
    if rate.holds:
        return _("达标") if rate.sure else _("达标，样本尚不足以肯定")
    return _("未达标") if rate.sure else _("未达标，样本尚不足以肯定")


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "head", "label": _("户主"), "href": "href", "note": "number"},
        {"key": "stratum", "label": _("类别")},
        {"key": "place", "label": _("所在村")},
        {"key": "persons", "label": _("人口"), "kind": "number"},
        {"key": "verdict", "label": _("结果")},
        {"key": "approves", "label": _("是否认可")},
    ]


def _rows(rows: Iterable[Sampled], names: dict[str, str]) -> list[dict[str, Any]]:
    said = {True: _("认可"), False: _("不认可"), None: ""}
    return [
        {
            "head": row.household.head_name,
            "number": row.household.number,
            "href": reverse("exit_sampled", args=[row.pk]),
            "stratum": row.get_stratum_display(),
            "place": names.get(row.region_code, row.region_code),
            "persons": row.persons,
            "verdict": row.get_verdict_display() if row.verdict else _("待查"),
            "approves": said[row.approves],
        }
        for row in rows
    ]
