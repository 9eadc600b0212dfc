"""Exited households where something has stopped, with the counts of villages."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.taking import taken
from shouwang.watch.exits import queries
from shouwang.watch.exits.forms import STOPPED, StoppedForm
from shouwang.watch.exits.queries import KINDS, Stopped, VillageStopped
from shouwang.watch.monitoring.views import frame

PAGE_SIZE = 50
MOST_EXPORTED = 100_000


@requires(Act.SEE_HOUSEHOLDS)
def after_page(request: HttpRequest) -> HttpResponseBase:
    """The four things that do not stop: where one has, by village and household."""
    place, today, form = frame.asked_place(request), timezone.localdate(), StoppedForm(request.GET)
    kind = form.wanted()
    found, villages = queries.stopped_and_counts(
        place, today, kind, request.GET.get("after", ""), PAGE_SIZE + 1
    )
    shown, more = found[:PAGE_SIZE], len(found) > PAGE_SIZE
    codes = {one.village for one in shown} | {one.village for one in villages}
    path, names = frame.path_and_names(place, codes)
    totals = queries.totals(villages)
    return TemplateResponse(
        request,
        "exits/after.html",
        {
            "place": place,
            "form": form,
            "rows": [_row(one, names) for one in shown],
            "columns": _columns(),
            "villages": [_village(one, names) for one in villages if _any(one)],
            "village_columns": _village_columns(),
            "exited": totals["exited"],
            "figures": [(STOPPED[name], totals[name], name) for name in KINDS],
            "next": shown[-1].number if more else "",
            "kind": kind,
            "export": reverse("exits_after_export") if permits(request, Act.EXPORT, place) else "",
            "region_path": path,
        },
    )


@requires(Act.EXPORT)
def export_after(request: HttpRequest) -> HttpResponseBase:
    """The same households as an Excel file; who took it is journalled."""
    place, form = frame.asked_place(request), StoppedForm(request.GET)
    if not permits(request, Act.EXPORT, place) or not permits(request, Act.SEE_HOUSEHOLDS, place):
        return forbidden(request)
    found = queries.stopped(place, timezone.localdate(), form.wanted(), "", MOST_EXPORTED)
    names = frame.names_of({one.village for one in found})
    return taken(
        request,
        _("退出后停下的帮扶"),
        [*_columns(), {"key": "number", "label": _("户编号")}],
        (_row(one, names) for one in found),
        act="exits.after_exported",
        region=place,
        form=form,
    )


def _any(one: VillageStopped) -> bool:
    return any(getattr(one, kind) for kind in KINDS)


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "head", "label": _("户主"), "href": "href", "note": "number"},
        {"key": "stopped", "label": _("停了什么")},
        {"key": "place", "label": _("所在村")},
        {"key": "exited_on", "label": _("退出日期"), "kind": "date"},
        {"key": "visited_on", "label": _("最近走访"), "kind": "date"},
        {"key": "helped_on", "label": _("最近措施"), "kind": "date"},
    ]


def _row(one: Stopped, names: dict[str, str]) -> dict[str, Any]:
    return {
        "head": one.head,
        "number": one.number,
        "href": reverse("household", args=[one.number]),
        "stopped": "、".join(str(STOPPED[kind]) for kind in KINDS if getattr(one, kind)),
        "place": names.get(one.village, one.village),
        "exited_on": one.exited_on,
        "visited_on": one.visited_on,
        "helped_on": one.helped_on,
    }


def _village_columns() -> list[dict[str, Any]]:
    counts = [{"key": kind, "label": STOPPED[kind], "kind": "number"} for kind in KINDS]
    return [
        {"key": "name", "label": _("村"), "href": "href"},
        {"key": "exited", "label": _("退出户"), "kind": "number"},
        *counts,
    ]


def _village(one: VillageStopped, names: dict[str, str]) -> dict[str, Any]:
    return {
        "name": names.get(one.village, one.village),
        "href": f"{reverse('exits_after')}?place={one.village}",
        "exited": one.exited,
        **{kind: getattr(one, kind) for kind in KINDS},
    }
