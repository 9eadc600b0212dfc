"""What is late, where and why: for whoever answers for a township or a county."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.regioncode import DIGITS, Level, RegionCode
from shouwang.people.models import KIND_NAMES
from shouwang.people.permits import requires
from shouwang.people.rules import Act as Permission
from shouwang.people.rules import Kind
from shouwang.watch.casework.queries import wording
from shouwang.watch.casework.queries.overview import Sum, Why
from shouwang.watch.casework.queries.overview import overview as sums_of
from shouwang.watch.casework.views import frame
from shouwang.watch.monitoring.views import frame as shared

_PERCENT = 100
_VILLAGE = DIGITS[Level.VILLAGE]


@requires(Permission.SEE_CASES)
def overview(request: HttpRequest) -> HttpResponseBase:
    """By procedure and step, by place, and why; every number leads to its cases."""
    place, today = frame.place_of(request.GET), timezone.localdate()
    if place.level < Level.COUNTY:
        raise Http404
    found = sums_of(place, today)
    steps, places = found.steps, found.places
    path, names = shared.path_and_names(place, (RegionCode.of(one.keys[0]).code for one in places))
    late, under_way = sum(one.late for one in steps), sum(one.cases for one in steps)
    context = {
        "place_name": path[-1]["name"] if path else place.code,
        "region_path": path,
        "title_says": _finding(late, under_way),
        "under_way": under_way,
        "late": late,
        "open_href": _href(place.code),
        "late_href": _href(place.code, late="1"),
        "step_columns": [_named("title", _("程序和环节")), *_columns()],
        "steps": [_step_row(one, place) for one in steps],
        "place_columns": [_named("title", _("地方")), *_columns()],
        "places": [_place_row(one, names) for one in places],
        "why_columns": _why_columns(),
        "why": [_why_row(one, place) for one in found.why],
    }
    return TemplateResponse(request, "casework/overview.html", context)


def _finding(late: int, under_way: int) -> str:
    if not under_way:
        return _("现在没有在办的事项。")
    if not late:
        return _("%(n)s 件在办，没有超期。") % {"n": under_way}
    share = round(_PERCENT * late / under_way)
    return _("%(n)s 件在办，%(late)s 件超期，占 %(share)s%%。") % {
        "n": under_way,
        "late": late,
        "share": share,
    }


def _href(code: str, **query: str) -> str:
    asked = {"which": "open", "place": code, **query}
    return f"{reverse('casework')}?{'&'.join(f'{key}={value}' for key, value in asked.items())}"


def _named(key: str, label: str) -> dict[str, Any]:
    return {"key": key, "label": label, "href": "href"}


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "late", "label": _("超期"), "unit": _("件"), "kind": "number", "href": "late_href"},
        {"key": "cases", "label": _("在办"), "unit": _("件"), "kind": "number", "href": "href"},
        {"key": "share", "label": _("超期占比"), "kind": "percent"},
        {"key": "median", "label": _("在本环节天数（中位）"), "unit": _("天"), "kind": "number"},
        {"key": "longest", "label": _("最长超期"), "unit": _("天"), "kind": "number"},
    ]


def _row(one: Sum, title: str, code: str, **query: str) -> dict[str, Any]:
    return {
        "title": title,
        "href": _href(code, **query),
        "late_href": _href(code, late="1", **query),
        "cases": one.cases,
        "late": one.late,
        "share": one.late / one.cases,
        "median": one.median,
        "longest": one.longest,
    }


def _step_row(one: Sum, place: RegionCode) -> dict[str, Any]:
    procedure, step = one.keys
    title = f"{_title(procedure)} · {_step(procedure, step)}"
    return _row(one, title, place.code, procedure=procedure, step=step)


def _place_row(one: Sum, names: dict[str, str]) -> dict[str, Any]:
    code = RegionCode.of(one.keys[0]).code
    row = _row(one, names.get(code, code), code)
    if len(one.keys[0]) < _VILLAGE:
        row["href"] = f"{reverse('casework_overview')}?place={code}"
    return row


def _why_columns() -> list[dict[str, Any]]:
    return [
        _named("title", _("超期的程序和环节")),
        {"key": "awaits", "label": _("在等谁")},
        {"key": "late", "label": _("超期"), "unit": _("件"), "kind": "number", "href": "href"},
        {"key": "returned", "label": _("其中被退回或有异议"), "unit": _("件"), "kind": "number"},
        {"key": "owing", "label": _("其中欠材料"), "unit": _("件"), "kind": "number"},
    ]


def _why_row(one: Why, place: RegionCode) -> dict[str, Any]:
    known = one.awaits in {kind.value for kind in Kind}
    return {
        "title": f"{_title(one.procedure)} · {_step(one.procedure, one.step)}",
        "awaits": str(KIND_NAMES[Kind(one.awaits)]) if known else one.awaits,
        "href": _href(place.code, late="1", procedure=one.procedure, step=one.step),
        "late": one.late,
        "returned": one.returned,
        "owing": one.owing,
    }


def _title(procedure: str) -> str:
    return wording.procedure_titles(wording.language()).get(procedure, procedure)


def _step(procedure: str, step: str) -> str:
    return wording.step_title(procedure, step, wording.language())
