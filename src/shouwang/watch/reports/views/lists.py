"""The list of reports of a place, the nearest deadline first; an operator's own of late."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel import scope
from shouwang.kernel.deadlines import pressing
from shouwang.kernel.pages import page_of
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.models import KIND_NAMES
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act, Kind
from shouwang.people.views.shown import signed_in
from shouwang.people.views.taking import taken
from shouwang.watch.monitoring.views import frame
from shouwang.watch.reports import queries, rules
from shouwang.watch.reports.forms import ListForm
from shouwang.watch.reports.models import STATE_NAMES, Report
from shouwang.watch.reports.queries import Filters
from shouwang.watch.reports.rules import State

PAGE_SIZE = 30
OWN_DAYS = 7


@requires(Act.RECORD_REPORTS)
def reports_page(request: HttpRequest) -> HttpResponseBase:
    """Reports of a place by the filter of the address, or what an operator wrote down."""
    today = timezone.localdate()
    if not scope.current().prefixes:
        return _own(request, today)
    place, form = frame.asked_place(request), ListForm(request.GET)
    found = queries.reports(place, _filters(form, today))
    page = page_of(found, frame.page_number(request), PAGE_SIZE)
    path, names = frame.path_and_names(place, (one.region_code for one in page.rows))
    export = reverse("reports_export") if permits(request, Act.EXPORT, place) else ""
    context = {
        "form": form,
        "place": place,
        "region_path": path,
        "page": frame.django_page(page),
        "rows": rows(page.rows, names, today),
        "columns": columns(),
        "export": export,
        "may_set": permits(request, Act.SUPERVISE, place),
    }
    return TemplateResponse(request, "reports/reports.html", context)


def _own(request: HttpRequest, today: date) -> HttpResponseBase:
    found = queries.own(signed_in(request).pk, today - timedelta(days=OWN_DAYS))
    page = page_of(found, frame.page_number(request), PAGE_SIZE)
    names = frame.names_of(one.region_code for one in page.rows)
    context = {
        "page": frame.django_page(page),
        "rows": rows(page.rows, names, today),
        "columns": columns(),
        "days": OWN_DAYS,
    }
    return TemplateResponse(request, "reports/reports.html", context)


@requires(Act.EXPORT)
def export_reports(request: HttpRequest) -> HttpResponseBase:
    """The same reports as an Excel file, without telephone and words; taking it is journalled."""
    place, form, today = frame.asked_place(request), ListForm(request.GET), timezone.localdate()
    if not permits(request, Act.EXPORT, place) or not permits(request, Act.HEAR_REPORTS, place):
        return forbidden(request)
    found = list(queries.reports(place, _filters(form, today)))
    names = frame.names_of(one.region_code for one in found)
    return taken(
        request,
        _("申报与热线"),
        columns(),
        rows(found, names, today),
        act="reports.exported",
        region=place,
        form=form,
    )


def _filters(form: ListForm, today: date) -> Filters:
    kept = form.cleaned_data if form.is_valid() else {}
    return Filters(
        state=kept.get("state", ""),
        category=kept.get("category", ""),
        channel=kept.get("channel", ""),
        late_on=today if kept.get("late") else None,
    )


def columns() -> list[dict[str, Any]]:
    """Of the table and of the Excel file."""
    return [
        {"key": "receipt", "label": _("回执号"), "href": "href", "note": "mark"},
        {"key": "name", "label": _("申报人")},
        {"key": "category", "label": _("困难")},
        {"key": "place", "label": _("所在村")},
        {"key": "channel", "label": _("来源")},
        {"key": "at", "label": _("申报时间"), "kind": "instant"},
        {"key": "state", "label": _("进度")},
        {"key": "holder", "label": _("由谁办理")},
        {"key": "due_on", "label": _("期限"), "kind": "date", "note": "left"},
    ]


def rows(found: Iterable[Report], names: dict[str, str], today: date) -> list[dict[str, Any]]:
    """Reports as rows of the table."""
    labels = dict(queries.categories(frame.language()))
    return [
        {
            "receipt": rules.spoken(one.receipt),
            "href": reverse("report", args=[one.pk]),
            "mark": _("先打电话核实") if one.call_first and one.state == State.RECEIVED else "",
            "name": str(one.name or ""),
            "category": labels.get(one.category, one.category),
            "place": names.get(one.region_code, one.region_code),
            "channel": one.get_channel_display(),
            "at": one.at,
            "state": str(STATE_NAMES[State(one.state)]),
            "holder": str(KIND_NAMES[Kind(one.holder)]) if one.holder else "",
            "due_on": one.due_on,
            "left": pressing(one.due_on, today),
        }
        for one in found
    ]


def place_of(report: Report) -> RegionCode:
    """Where a report lies."""
    return RegionCode(report.region_code)
