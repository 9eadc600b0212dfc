"""The plan of a household: what is suggested, what was planned, delivered, ended."""

from datetime import date
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
from shouwang.people.permits import forbidden, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.watch.assistance import operations, policy, queries
from shouwang.watch.assistance.forms import MeasureForm
from shouwang.watch.assistance.models import Measure, MeasureState, Plan
from shouwang.watch.assistance.rules import Draft
from shouwang.watch.assistance.views import frame
from shouwang.watch.monitoring.views.frame import language, region_path, village_name
from shouwang.watch.papers.views.frame import note_look
from shouwang.watch.registry.models import Household

_MARKS = {MeasureState.DELIVERED.value: "done", MeasureState.ENDED.value: "note"}


@requires(Act.SEE_HOUSEHOLDS)
def household_plan(request: HttpRequest, number: str) -> HttpResponseBase:
    """The plan of a year, what stands against it, and what the policy suggests."""
    home = frame.household_or_404(number)
    note_look(request, home, "plan")
    plan, today = queries.plan_of(home, frame.year_of(request)), timezone.localdate()
    place, words = RegionCode(home.region_code), language()
    said = queries.advice(home, today, facts_on=frame.facts_day(place, today), language=words)
    measures = queries.measures_of(plan) if plan else []
    sold = queries.sold_by(home, measures, today)
    path = region_path(place)
    return TemplateResponse(
        request,
        "assistance/plan.html",
        {
            "household": home,
            "plan": plan,
            "years": queries.years_of(home),
            "region_path": path,
            "place_name": village_name(path),
            "dossier_href": frame.address("household", home.number),
            "risks": _words(plan.risks if plan else said.risks, words),
            "rows": [measure_line(one, words, today, sold.get(one.pk)) for one in measures],
            "watched": [
                {"message": one.sentence, "weight": "refuse" if one.severity > 1 else "warn"}
                for one in said.watched
            ],
            "suggestions": _suggested(said, measures, words),
            "left_out": said.left_out,
            "history": _history(plan),
            "may_plan": home.ended_on is None and frame.may_plan(request, home.region_code),
            "revision": plan.revision if plan else 0,
        },
    )


def _words(risks: Any, words: str) -> list[str]:
    return [policy.word(policy.catalogue().risks, risk, words) for risk in risks]


def measure_line(
    one: Measure, words: str, today: date, sold: queries.Sold | None = None
) -> dict[str, Any]:
    """A measure in words, as its pages show it; `sold` is what proves that it helped to sell."""
    known = policy.catalogue()
    is_planned = one.state == MeasureState.PLANNED
    return {
        "measure": one,
        "href": reverse("measure", args=[one.pk]),
        "kind": policy.word(known.kinds, one.kind, words),
        "title": one.title,
        "responsible": policy.word(known.responsible, one.responsible, words),
        "money": policy.word(known.money, one.money, words),
        "amount": one.amount_fen,
        "start_on": one.start_on,
        "state": _("销售已证明落实") if sold and is_planned else one.get_state_display(),
        "mark": _MARKS.get(one.state, "done" if sold else ""),
        "late": is_planned and not sold and one.start_on < today,
        "sells": one.code in known.sold,
        "sold": sold,
        "unknown": one.kind not in known.kinds,
    }


def _suggested(said: queries.Advice, measures: list[Measure], words: str) -> list[dict[str, Any]]:
    taken = {one.code for one in measures if one.state != "ended"}
    kinds = policy.catalogue().kinds
    return [
        {
            "entry": one.entry,
            "label": one.entry.label.get(words, one.entry.name),
            "kind": policy.word(kinds, one.entry.kind, words),
            "because": one.because,
            "missing": one.missing,
            "amount": one.amount_fen,
            "most": one.most_fen,
            "risks": _words(one.risks, words),
            "act_id": uuid4(),
        }
        for one in said.suggestions
        if one.entry.name not in taken
    ]


def _history(plan: Plan | None) -> list[dict[str, Any]]:
    if plan is None:
        return []
    lines = [
        {
            "at": act.at,
            "title": f"{act.get_kind_display()}：{act.measure.title}",
            "text": act.reason or "",
            "by": str(act.by),
        }
        for act in queries.history_of(plan)[:40]
    ]
    drawn = {"at": plan.drawn_up_on, "title": _("制定计划"), "by": str(plan.drawn_up_by)}
    return [*lines, drawn]


@require_POST
@requires(Act.PLAN_HELP)
def take(request: HttpRequest, number: str) -> HttpResponseBase:
    """Take a suggestion over into the plan of the year, which is drawn up where there is none."""
    home = frame.household_or_404(number)
    if not frame.may_plan(request, home.region_code):
        return forbidden(request)
    now, today = timezone.now(), timezone.localdate()
    act_id, revision = _posted(request)
    place = RegionCode(home.region_code)
    said = queries.advice(home, today, facts_on=frame.facts_day(place, today))
    code = request.POST.get("code", "")
    chosen = next((one for one in said.suggestions if one.entry.name == code and one.fits), None)
    if chosen is None:
        messages.error(request, _("这项措施现在不符合条件了，请刷新页面看最新建议。"))
        return redirect("household_plan", number)
    drawn = operations.draw_up(by=signed_in(request), at=now, household=home, risks=said.risks)
    if drawn.value is None:
        messages.error(request, drawn.findings[0].message)
        return redirect("household_plan", number)
    reading = operations.plan_measure(
        by=signed_in(request),
        at=now,
        act_id=act_id,
        plan=drawn.value.pk,
        revision=revision or drawn.value.revision,
        draft=_draft_of(chosen, today),
    )
    if reading.value is None:
        messages.error(request, reading.findings[0].message)
    else:
        messages.success(request, _("已列入计划：%(title)s") % {"title": reading.value.title})
    return redirect("household_plan", number)


def _posted(request: HttpRequest) -> tuple[UUID, int]:
    try:
        return UUID(request.POST.get("act_id", "")), int(request.POST.get("revision", "0"))
    except ValueError as error:
        raise Http404 from error


def _draft_of(one: queries.Suggestion, today: date) -> Draft:
    entry = one.entry
    return Draft(
        kind=entry.kind,
        title=entry.label["zh"],
        responsible=entry.responsible,
        money=entry.money,
        start_on=today,
        amount_fen=one.amount_fen,
        expected_fen=one.amount_fen if entry.effect else None,
        code=entry.name,
        because=one.because[:300],
    )


@requires(Act.PLAN_HELP)
def measure_new(request: HttpRequest, number: str) -> HttpResponseBase:
    """A measure that the catalogue does not suggest."""
    home = frame.household_or_404(number)
    if not frame.may_plan(request, home.region_code):
        return forbidden(request)
    now = timezone.now()
    plan = queries.plan_of(home, timezone.localdate(now).year)
    initial = {"start_on": timezone.localdate(now)}
    form = MeasureForm(
        request.POST or None,
        revision=plan.revision if plan else 0,
        language=language(),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid() and _planned(request, home, form):
        return redirect("household_plan", number)
    context = {"household": home, "form": form, "region_path": _path(home)}
    return TemplateResponse(request, "assistance/measure_new.html", context)


def _planned(request: HttpRequest, home: Household, form: MeasureForm) -> bool:
    now, today = timezone.now(), timezone.localdate()
    risks = queries.risks_of(home, frame.facts_day(RegionCode(home.region_code), today))
    drawn = operations.draw_up(by=signed_in(request), at=now, household=home, risks=risks)
    if drawn.value is None:
        frame.refuse(form, drawn.findings)
        return False
    reading = operations.plan_measure(
        by=signed_in(request),
        at=now,
        act_id=form.cleaned_data["act_id"],
        plan=drawn.value.pk,
        revision=form.cleaned_data["revision"] or drawn.value.revision,
        draft=form.draft(),
    )
    if reading.value is None:
        frame.refuse(form, reading.findings)
        frame.show_current(form, drawn.value.revision)
        return False
    messages.success(request, _("已列入计划：%(title)s") % {"title": reading.value.title})
    return True


def _path(home: Household) -> list[dict[str, str]]:
    return region_path(RegionCode(home.region_code))
