"""One report: what was told, what happened, what can be done next; doing it."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from shouwang.kernel import scope
from shouwang.kernel.deadlines import pressing
from shouwang.kernel.findings import Reading
from shouwang.kernel.regioncode import Level
from shouwang.people.models import KIND_NAMES
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act, Kind
from shouwang.people.views.shown import signed_in
from shouwang.procedures import queries as procedures
from shouwang.procedures.rules import said
from shouwang.regions import queries as regions
from shouwang.watch.monitoring.views import frame
from shouwang.watch.registry.models import Household
from shouwang.watch.reports import operations, queries, rules
from shouwang.watch.reports.errors import ReportsError
from shouwang.watch.reports.forms import TakeUpForm, WayForm
from shouwang.watch.reports.models import STATE_NAMES, Report
from shouwang.watch.reports.queries.policy import joining_days
from shouwang.watch.reports.rules import MOVE, State
from shouwang.watch.reports.views.lists import columns, place_of, rows


@requires(Act.RECORD_REPORTS)
def report_page(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """What was told and what became of it; for whoever hears reports here, what to do next."""
    return _shown(request, _found(number))


def _found(number: UUID) -> Report:
    found = queries.report(number)
    if found is None:
        raise Http404
    return found


def _shown(
    request: HttpRequest, report: Report, *, take_up: Form | None = None, way: Form | None = None
) -> HttpResponseBase:
    place, today = place_of(report), timezone.localdate()
    hears = permits(request, Act.HEAR_REPORTS, place)
    path, names = frame.path_and_names(place, [report.region_code])
    near = queries.before(report, joining_days(place, today)) if hears else []
    context: dict[str, Any] = {
        "report": report,
        "spoken": rules.spoken(report.receipt),
        "category": queries.category_label(report.category, frame.language()),
        "state": STATE_NAMES[State(report.state)],
        "holder": KIND_NAMES[Kind(report.holder)] if report.holder else "",
        "left": pressing(report.due_on, today),
        "place_name": names[report.region_code],
        "region_path": path if hears else [],
        "history": _history(report) if hears else [],
        "ratings": report.ratings.order_by("-at", "pk") if hears else [],
        "before": rows(near, frame.names_of(one.region_code for one in near), today),
        "before_columns": [one for one in columns() if one["key"] != "due_on"],
        "household_href": frame.address("household", report.household.number)
        if report.household and hears
        else "",
        "open_case": frame.address("casework_open", report.household.number)
        if report.household and hears
        else "",
    }
    if hears:
        context |= _to_do(request, report, take_up, way)
    return TemplateResponse(request, "reports/report.html", context)


def _to_do(
    request: HttpRequest, report: Report, take_up: Form | None, way: Form | None
) -> dict[str, Any]:
    """The forms of what can be done now; the candidates for its household."""
    fresh = {"act_id": uuid.uuid4()}
    homes = [] if report.household_id else _candidates(report)
    if report.state == State.RECEIVED:
        return {"take_up": take_up or TakeUpForm(initial=fresh, homes=homes)}
    found: dict[str, Any] = {"link": TakeUpForm(initial=fresh, homes=homes)}
    if report.case is not None:
        case = procedures.case(report.case)
        initial = fresh | {"revision": case.revision}
        found["way"] = way or _way_form(request, report, initial=initial)
    return found


def _candidates(report: Report) -> list[queries.Home]:
    return queries.homes(place_of(report), str(report.name or ""))


def _way_form(request: HttpRequest, report: Report, *given: Any, **options: Any) -> WayForm | None:
    """The ways that the person's duties open; None when there is none."""
    if report.case is None:
        return None
    case, words = procedures.case(report.case), frame.language()
    ways = procedures.ways(case, signed_in(request), timezone.localdate())
    if not ways:
        return None
    listed = [(way.key, said(way.label, way.key, words)) for way in ways]
    moves = any(way.key == MOVE for way in ways)
    return WayForm(*given, ways=listed, villages=_villages() if moves else (), **options)


def _villages() -> list[tuple[str, str]]:
    """The villages of the scope: a report is handed no further than one sees."""
    today = timezone.localdate()
    trees = [regions.tree_for(prefix, on=today) for prefix in scope.current().prefixes]
    names = {one.code: one.short_name for tree in trees for one in tree}
    return [
        (one.code, f"{names.get(one.parent, '')} {one.short_name}".strip())
        for tree in trees
        for one in tree
        if one.level == Level.VILLAGE.value
    ]


def _history(report: Report) -> list[dict[str, Any]]:
    events = report.events.select_related("by").order_by("-at", "pk")
    declared = procedures.packaged_procedures().resolve(
        rules.PROCEDURE, report.region_code, timezone.localdate(report.at)
    )
    labels = {
        way.key: said(way.label, way.key, frame.language())
        for way in declared.declaration.transitions.values()
    }
    labels |= {"take_up": _("受理"), "link": _("确定是哪一户")}
    lines = [
        {
            "at": one.at,
            "title": labels.get(one.way, one.way),
            "text": one.words or "",
            "by": str(one.by),
        }
        for one in events
    ]
    by = str(report.by) if report.by else ""
    first = {"at": report.at, "title": _("收到申报"), "text": "", "by": by}
    return [*lines, first]


@require_POST
@requires(Act.HEAR_REPORTS)
def report_take_up(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Take a report up, with its household where it is known."""
    report = _found(number)
    form = TakeUpForm(request.POST, homes=_candidates(report))
    if not permits(request, Act.HEAR_REPORTS, place_of(report)):
        return forbidden(request)
    household = _household(form, report)
    if not form.is_valid() or form.errors:
        return _shown(request, report, take_up=form)
    done = operations.take_up(
        by=signed_in(request),
        at=timezone.now(),
        act_id=form.cleaned_data["act_id"],
        report=report.pk,
        household=household,
    )
    return _answered(request, report, done, form, _("已受理。"), take_up=form)


@require_POST
@requires(Act.HEAR_REPORTS)
def report_link(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Say which household a report is about."""
    report = _found(number)
    form = TakeUpForm(request.POST, homes=_candidates(report))
    if not permits(request, Act.HEAR_REPORTS, place_of(report)):
        return forbidden(request)
    household = _household(form, report)
    if not form.is_valid() or household is None:
        for error in form.errors.get("household", [_("请填户编号。")]):
            messages.error(request, str(error))
        return redirect("report", report.pk)
    done = operations.link(
        by=signed_in(request),
        at=timezone.now(),
        act_id=form.cleaned_data["act_id"],
        report=report.pk,
        household=household,
    )
    for finding in done.findings:
        messages.error(request, finding.message)
    return redirect("report", report.pk)


def _household(form: TakeUpForm, report: Report) -> Household | None:
    """The household that the form names, of the report's own village."""
    if not form.is_valid() or not form.number:
        return None
    found = Household.objects.filter(number=form.number, region_code=report.region_code).first()
    if found is None:
        form.add_error("household", _("这个村没有这个户编号：请核对，或先空着受理。"))
    return found


@require_POST
@requires(Act.HEAR_REPORTS)
@sensitive_post_parameters("words")
def report_proceed(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Take the way that was chosen; what was written stays when it is refused."""
    report = _found(number)
    if not permits(request, Act.HEAR_REPORTS, place_of(report)):
        return forbidden(request)
    form = _way_form(request, report, request.POST)
    if form is None or not form.is_valid():
        return _shown(request, report, way=form)
    kept = form.cleaned_data
    try:
        done = operations.proceed(
            by=signed_in(request),
            at=timezone.now(),
            act_id=kept["act_id"],
            report=report.pk,
            revision=kept["revision"],
            way=kept["way"],
            words=kept["words"],
            to_place=kept.get("to_place", ""),
        )
    except ReportsError as refusal:
        form.add_error("to_place" if "to_place" in form.fields else None, str(refusal))
        return _shown(request, report, way=form)
    return _answered(request, report, done, form, _("已办理。"), way=form)


def _answered(
    request: HttpRequest,
    report: Report,
    done: Reading[Report],
    form: Form,
    said_then: str,
    **shown: Form,
) -> HttpResponseBase:
    if done.value is None:
        for finding in done.findings:
            form.add_error(None, finding.message)
        return _shown(request, report, **shown)
    messages.success(request, said_then)
    if not scope.current().contains(done.value.region_code):
        return redirect(reverse("reports"))
    return redirect("report", report.pk)
