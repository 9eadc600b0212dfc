"""Alarms of origin: the list, and one with its evidence and its answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.people.permits import forbidden, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.watch.produce import operations
from shouwang.watch.produce.forms import HandleForm
from shouwang.watch.produce.queries import desk
from shouwang.watch.produce.views import frame


@requires(Act.SEE_CASES)
def alarms_page(request: HttpRequest) -> HttpResponseBase:
    """Alarms of a place, those nobody answered first."""
    place = frame.asked_place(request)
    page = Paginator(desk.alarms(place), frame.PAGE_SIZE).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "produce/alarms.html",
        {
            "tabs": frame.tabs(request, place, "produce_alarms"),
            "columns": _columns(),
            "rows": _rows(page.object_list),
            "page": page,
            "open": desk.alarms(place, open_only=True).count(),
        },
    )


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "kind", "label": _("疑点"), "href": "href", "note": "supplier"},
        {"key": "place", "label": _("地区")},
        {"key": "raised_at", "label": _("发现时间"), "kind": "instant"},
        {"key": "state", "label": _("处理"), "note": "words"},
    ]


def _rows(found: Any) -> list[dict[str, Any]]:
    rows = list(found)
    names = frame.names_of(one.region_code for one in rows)
    return [
        {
            "kind": one.get_kind_display(),
            "href": reverse("produce_alarm", args=[one.pk]),
            "supplier": one.supplier.name,
            "place": names.get(one.region_code, one.region_code),
            "raised_at": one.raised_at,
            "state": _("已处理") if one.handled_at else _("待处理"),
            "words": one.handled_words,
        }
        for one in rows
    ]


@requires(Act.SEE_CASES)
def alarm_page(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """One alarm: what it rests on, and the form of its answer."""
    found = desk.alarm(number)
    if found is None:
        raise Http404
    may = frame.may(request, Act.HANDLE_CASES, found.region_code)
    form = HandleForm(request.POST or None)
    if request.method == "POST" and not may:
        return forbidden(request)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        done = operations.handle(
            by=signed_in(request), at=timezone.now(), alarm=number, words=words
        )
        said = _("已登记处理意见。") if done else _("别人已经先处理了，意见如下。")
        messages.success(request, said)
        return redirect("produce_alarm", number)
    return TemplateResponse(
        request,
        "produce/alarm.html",
        {
            "alarm": found,
            "form": form if may and found.handled_at is None else None,
            "region_path": frame.region_path(found.region_code),
        },
    )
