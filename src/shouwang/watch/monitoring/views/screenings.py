"""Screenings: ask for one, watch it, look back at earlier ones."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.watch.monitoring import operations, queries
from shouwang.watch.monitoring.errors import MonitoringError
from shouwang.watch.monitoring.models import ScreeningRun
from shouwang.watch.monitoring.views import frame


def job(run: ScreeningRun) -> dict[str, Any]:
    """A run as the progress component shows it."""
    return {
        "label": _("%(day)s 的筛查") % {"day": run.as_of},
        "state": "running" if run.is_under_way else run.state,
        "done": run.percent,
        "total": 100,
        "unit": "%",
        "message": run.refusal or run.step,
        "href": reverse("screening", args=[run.pk]),
        "poll_href": reverse("screening_progress", args=[run.pk]),
    }


@require_POST
@requires(Act.SCREEN_NOW)
def screen_now(request: HttpRequest) -> HttpResponseBase:
    """Ask for a screening of the person's place; a second press shows the one under way."""
    place = frame.place_or_404(request.POST.get("place", ""))
    if not permits(request, Act.SCREEN_NOW, place):
        return forbidden(request)
    now = timezone.now()
    try:
        run = operations.request_screening(
            by=signed_in(request),
            at=now,
            region_code=place.code,
            as_of=queries.facts_date(place.code, timezone.localdate(now)),
        )
    except MonitoringError as refusal:
        messages.error(request, str(refusal))
        return redirect("screenings")
    return redirect("screening", run.pk)


@requires(Act.SEE_DASHBOARD)
def screenings_page(request: HttpRequest) -> HttpResponseBase:
    """Earlier screenings of a place with what they found."""
    place = frame.asked_place(request)
    runs = queries.runs(place, size=50)
    rows = [
        {
            "as_of": run.as_of,
            "href": reverse("screening", args=[run.pk]),
            "state": run.get_state_display(),
            "who": run.requested_by.display_name if run.requested_by else run.get_trigger_display(),
            "requested_at": run.requested_at,
            "seconds": run.seconds,
            "households": run.households,
            "clues": run.clues,
            "opened": run.opened,
            "closed": run.closed,
            "policy_version": run.policy_version,
        }
        for run in runs
    ]
    return TemplateResponse(
        request,
        "monitoring/screenings.html",
        {
            "place": place,
            "region_path": frame.region_path(place),
            "under_way": [job(run) for run in runs if run.is_under_way],
            "rows": rows,
            "columns": _columns(),
            "may_screen": permits(request, Act.SCREEN_NOW, place),
        },
    )


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "as_of", "label": _("筛查日期"), "kind": "date", "href": "href"},
        {"key": "state", "label": _("状态")},
        {"key": "who", "label": _("发起")},
        {"key": "requested_at", "label": _("时间"), "kind": "instant"},
        {"key": "seconds", "label": _("用时"), "unit": _("秒"), "kind": "number"},
        {"key": "households", "label": _("筛查户数"), "unit": _("户"), "kind": "number"},
        {"key": "clues", "label": _("线索"), "unit": _("条"), "kind": "number"},
        {"key": "opened", "label": _("新增"), "unit": _("条"), "kind": "number"},
        {"key": "closed", "label": _("关闭"), "unit": _("条"), "kind": "number"},
        {"key": "policy_version", "label": _("政策版本"), "hidden": True},
    ]


def _run_or_404(number: int) -> ScreeningRun:
    run = queries.run(number)
    if run is None:
        raise Http404
    return run


@requires(Act.SEE_DASHBOARD)
def screening_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """One screening: its progress while it lasts, then what it found."""
    run = _run_or_404(number)
    return TemplateResponse(
        request,
        "monitoring/screening.html",
        {"run": run, "job": job(run), "seconds": run.seconds},
    )


@requires(Act.SEE_DASHBOARD)
def screening_progress(request: HttpRequest, number: int) -> HttpResponseBase:
    """The progress alone, asked for again and again; the page reloads when it is over."""
    run = _run_or_404(number)
    response = TemplateResponse(request, "monitoring/progress.html", {"job": job(run)})
    if not run.is_under_way:
        response.headers["HX-Refresh"] = "true"
    return response
