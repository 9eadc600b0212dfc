"""One click: a plan for a county, its preview, applying and undoing it."""

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
from shouwang.watch.monitoring.views import frame
from shouwang.watch.pairing import operations, queries
from shouwang.watch.pairing.errors import PairingError, PlanUnknown
from shouwang.watch.pairing.forms import ActForm
from shouwang.watch.pairing.models import Plan
from shouwang.watch.pairing.views.helpers import county


@requires(Act.PAIR_HELPERS)
def plans_page(request: HttpRequest) -> HttpResponseBase:
    """What a plan weighs, the button that works one out, and the latest ones."""
    place = county(frame.asked_place(request))
    if not permits(request, Act.PAIR_HELPERS, place):
        return forbidden(request)
    if request.method == "POST":
        return _prepare(request, place)
    shown = {
        "rows": [_row(plan) for plan in queries.plans(place)],
        "columns": [
            {"key": "at", "label": _("计算时间"), "kind": "instant", "href": "href"},
            {"key": "state", "label": _("状态")},
            {"key": "changes", "label": _("变动户数"), "kind": "number"},
            {"key": "by", "label": _("办理人")},
        ],
        "form": ActForm(initial={"act": uuid4()}),
        "region_path": frame.region_path(place),
    }
    return TemplateResponse(request, "pairing/plans.html", shown)


def _row(plan: Plan) -> dict[str, Any]:
    figures = plan.figures
    return {
        "at": plan.at,
        "href": reverse("pairing_plan", args=[plan.pk]),
        "state": plan.get_state_display(),
        "changes": figures["changed"] + figures["begun"],
        "by": str(plan.by),
    }


def _prepare(request: HttpRequest, place: RegionCode) -> HttpResponseBase:
    try:
        plan = operations.prepare(
            by=signed_in(request),
            at=timezone.now(),
            act_id=ActForm(request.POST).fresh(),
            place=place,
        )
    except PairingError as refusal:
        messages.error(request, str(refusal))
        return redirect("pairing_plans")
    return redirect("pairing_plan", plan.pk)


@requires(Act.PAIR_HELPERS)
def plan_page(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """What a plan would change, or has changed."""
    plan = _plan_or_404(number)
    place = RegionCode(plan.region_code)
    missing = [(f"{digits}000".ljust(12, "0"), n) for digits, n in plan.figures["missing"]]
    names = frame.names_of(code for code, _n in missing)
    return TemplateResponse(
        request,
        "pairing/plan.html",
        {
            "plan": plan,
            "figures": plan.figures,
            "changes": plan.figures["changed"] + plan.figures["begun"],
            "missing": [(names.get(code, code), n) for code, n in missing],
            "lacking": sum(n for _code, n in missing),
            "region_path": frame.region_path(place),
            "may": permits(request, Act.PAIR_HELPERS, place),
        },
    )


@require_POST
@requires(Act.PAIR_HELPERS)
def decide_plan(request: HttpRequest, number: UUID, what: str) -> HttpResponseBase:
    """Apply a plan, or undo it."""
    plan = _plan_or_404(number)
    if not permits(request, Act.PAIR_HELPERS, RegionCode(plan.region_code)):
        return forbidden(request)
    done = {"apply": operations.apply, "undo": operations.undo}[what]
    reading = done(by=signed_in(request), at=timezone.now(), number=number)
    for finding in reading.findings:
        messages.error(request, finding.message)
    if reading.value is not None:
        said = _("已按方案结对。") if what == "apply" else _("已撤销，恢复到执行以前。")
        messages.success(request, said)
    return redirect("pairing_plan", number)


def _plan_or_404(number: UUID) -> Plan:
    try:
        return queries.plan(number)
    except PlanUnknown as error:
        raise Http404 from error
