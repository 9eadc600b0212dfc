"""Checks: ask for one, watch it, look back at earlier ones."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwang.kernel import scope
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.policies.queries import said
from shouwang.watch.quality import operations, queries
from shouwang.watch.quality.models import QualityRun
from shouwang.watch.quality.queries import wording
from shouwang.watch.quality.queries.policy import packaged
from shouwang.watch.quality.views import frame


def job(run: QualityRun) -> dict[str, Any]:
    """A check as the progress component shows it."""
    return {
        "label": _("%(day)s 的数据核查") % {"day": run.as_of},
        "state": "running" if run.is_under_way else run.state,
        "done": run.percent,
        "total": 100,
        "unit": "%",
        "message": run.refusal or run.step,
        "href": reverse("quality_check", args=[run.pk]),
        "poll_href": reverse("quality_check_progress", args=[run.pk]),
    }


@require_POST
@requires(frame.DECIDE)
def check_now(request: HttpRequest) -> HttpResponseBase:
    """Ask for a check of a place; a second press shows the one under way."""
    place = frame.place_or_404(request.POST.get("place", ""))
    if not permits(request, frame.DECIDE, place):
        return forbidden(request)
    now = timezone.now()
    run = operations.request_check(
        by=signed_in(request),
        at=now,
        region_code=place.code,
        as_of=queries.check_day(place.code, timezone.localdate(now)),
    )
    return redirect("quality_check", run.pk)


@requires(Act.SEE_HOUSEHOLDS)
def checks_page(request: HttpRequest) -> HttpResponseBase:
    """Earlier checks of a place with what they found."""
    place = frame.asked_place(request)
    rows = [_row(run) for run in queries.runs(place)]
    return TemplateResponse(
        request,
        "quality/checks.html",
        {
            "place": place,
            "region_path": frame.region_path(place, "quality_checks"),
            "rows": rows,
            "columns": _columns(),
        },
    )


def _row(run: QualityRun) -> dict[str, Any]:
    return {
        "as_of": run.as_of,
        "href": reverse("quality_check", args=[run.pk]),
        "state": run.get_state_display(),
        "who": run.requested_by.display_name if run.requested_by else run.get_trigger_display(),
        "requested_at": run.requested_at,
        "seconds": run.seconds,
        "households": run.households,
        "findings": run.findings,
        "opened": run.opened,
        "corrected": run.corrected,
    }


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "as_of", "label": _("核查日期"), "kind": "date", "href": "href"},
        {"key": "state", "label": _("状态")},
        {"key": "who", "label": _("发起")},
        {"key": "requested_at", "label": _("时间"), "kind": "instant"},
        {"key": "seconds", "label": _("用时"), "unit": _("秒"), "kind": "number"},
        {"key": "households", "label": _("核查户数"), "unit": _("户"), "kind": "number"},
        {"key": "findings", "label": _("疑点"), "unit": _("个"), "kind": "number"},
        {"key": "opened", "label": _("新增"), "unit": _("个"), "kind": "number"},
        {"key": "corrected", "label": _("已更正"), "unit": _("个"), "kind": "number"},
    ]


def _run_or_404(number: int) -> QualityRun:
    run = queries.run(number)
    if run is None:
        raise Http404
    return run


@requires(Act.SEE_HOUSEHOLDS)
def check_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """One check: its progress while it lasts, then what it found and what it left out."""
    run = _run_or_404(number)
    pack, words = packaged(), frame.language()
    left_out = [
        {
            "parameter": said(pack.parameters[name].label, words, name),
            "rules": "、".join(wording.label(pack, rule, words) for rule in rules),
        }
        for name, rules in run.left_out.items()
        if name in pack.parameters
    ]
    return TemplateResponse(
        request,
        "quality/check.html",
        {
            "run": run,
            "job": job(run),
            "row": _row(run),
            "left_out": left_out,
            "where": frame.place_name(run.region_code),
            # a township looks at a check of its county, and at its own findings
            "own": run.region_code if scope.current().contains(run.region_code) else "",
        },
    )


@requires(Act.SEE_HOUSEHOLDS)
def check_progress(request: HttpRequest, number: int) -> HttpResponseBase:
    """The progress alone, asked for again and again; the page reloads when it is over."""
    run = _run_or_404(number)
    response = TemplateResponse(request, "quality/progress.html", {"job": job(run)})
    if not run.is_under_way:
        response.headers["HX-Refresh"] = "true"
    return response
