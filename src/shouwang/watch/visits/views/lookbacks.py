"""Look-back checks: drawn in the open, assigned, their result."""

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

from shouwang.kernel import scope
from shouwang.kernel.deadlines import pressing
from shouwang.kernel.regioncode import DIGITS, Level, RegionCode
from shouwang.people.permits import duties, forbidden, permits, requires
from shouwang.people.rules import Act, places
from shouwang.people.views.shown import signed_in
from shouwang.people.views.taking import taken
from shouwang.policies.queries import said as said_in
from shouwang.procedures.queries import packaged_procedures
from shouwang.watch.visits import operations, queries
from shouwang.watch.visits.errors import LookBackUnknown
from shouwang.watch.visits.forms import LookBackForm, language
from shouwang.watch.visits.models import Drawn, LookBack
from shouwang.watch.visits.views import frame

MOST = 100
_ANY = "*"  # every final step that takes effect


@requires(Act.SEE_SUPERVISION)
def look_backs_page(request: HttpRequest) -> HttpResponseBase:
    """The draws in one's place."""
    rows = list(queries.look_backs()[:MOST])
    names = frame.place_names(one.region_code for one in rows)
    return TemplateResponse(
        request,
        "visits/look_backs.html",
        {
            "rows": [
                {
                    "href": reverse("look_back", args=[one.pk]),
                    "title": one.title,
                    "place": names.get(one.region_code, ""),
                    "frame": one.frame,
                    "size": one.size,
                    "due_on": one.due_on,
                    "by": one.by,
                }
                for one in rows
            ],
            "columns": [
                {"key": "title", "label": _("名称"), "href": "href"},
                {"key": "place", "label": _("范围")},
                {"key": "frame", "label": _("范围内"), "unit": _("户"), "kind": "number"},
                {"key": "size", "label": _("抽取"), "unit": _("户"), "kind": "number"},
                {"key": "due_on", "label": _("完成期限"), "kind": "date", "note": "left"},
                {"key": "by", "label": _("抽取人")},
            ],
            "may_draw": bool(_places(request)),
        },
    )


def _places(request: HttpRequest) -> list[tuple[str, str]]:
    """Where the person may draw: the counties and townships of the duties."""
    held = places(duties(request), Act.PAIR_HELPERS, timezone.localdate())
    own = [one for one in held if one.level in {Level.COUNTY, Level.TOWNSHIP}]
    names = frame.place_names(one.code for one in own)
    return [(one.code, names.get(one.code, one.code)) for one in own]


def _populations() -> list[tuple[str, str]]:
    """Every procedure with each of its final steps, as one choice."""
    found = []
    for key in packaged_procedures().keys:
        entries = [one for one in packaged_procedures().entries if one.declaration.key == key]
        declaration = entries[0].declaration
        title = said_in(dict(declaration.title), language(), key)
        found.append((f"{key} {_ANY}", f"{title} · {_('生效')}"))
        found += [
            (f"{key} {step.key}", f"{title} · {said_in(dict(step.label), language(), step.key)}")
            for step in declaration.steps.values()
            if step.final
        ]
    return found


@requires(Act.PAIR_HELPERS)
def look_back_new(request: HttpRequest) -> HttpResponseBase:
    """Say what to draw from; POST draws, once and for good."""
    own = _places(request)
    if not own:
        return forbidden(request)
    today = timezone.localdate()
    start = {"id": uuid4(), "since": today.replace(month=1, day=1), "until": today, "size": 10}
    form = LookBackForm(request.POST or None, places=own, populations=_populations(), initial=start)
    if request.method == "POST" and form.is_valid():
        reading = operations.draw_look_back(
            by=signed_in(request),
            at=timezone.now(),
            number=form.cleaned_data["id"],
            wish=_wish(form.cleaned_data),
        )
        if reading.value is not None:
            return redirect("look_back", reading.value.pk)
        frame.add_findings(form, reading.findings)
    return TemplateResponse(request, "visits/look_back_new.html", {"form": form})


def _wish(data: dict[str, Any]) -> operations.Wish:
    procedure, outcome = data["population"].split(" ")
    population = queries.Population(
        region_code=data["place"],
        procedure=procedure,
        outcome="" if outcome == _ANY else outcome,
        since=data["since"],
        until=data["until"],
    )
    return operations.Wish(
        title=data["title"],
        population=population,
        size=data["size"],
        per_cent=data["per_cent"],
        seed=data["seed"],
    )


def _draw_or_404(number: UUID) -> LookBack:
    try:
        return queries.look_back(number)
    except LookBackUnknown as error:
        raise Http404 from error


@requires(Act.SEE_SUPERVISION)
def look_back_page(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """The draw with its seed and method, the households drawn, and what came of it."""
    draw = _draw_or_404(number)
    drawn = queries.drawn_of(draw)
    place = RegionCode(draw.region_code)
    own = place if scope.current().contains(place) else _own_of(drawn, place)
    result = queries.result_of(drawn)
    title = next((name for key, name in _populations() if key == _key(draw)), draw.procedure)
    return TemplateResponse(
        request,
        "visits/look_back.html",
        {
            "draw": draw,
            "population": title,
            "place_name": frame.place_names([draw.region_code]).get(draw.region_code, ""),
            "rows": _rows(drawn, timezone.localdate()),
            "columns": _columns(),
            "result": result,
            "may_assign": any(
                one.assignment.visit_id is None and _may_assign(request, one) for one in drawn
            ),
            "checkers": _checkers(own),
            "of_which": len(drawn) if len(drawn) < draw.size else None,
            "export": reverse("look_back_export", args=[draw.pk])
            if permits(request, Act.EXPORT, place)
            else "",
            "region_path": frame.region_path(place),
        },
    )


def _may_assign(request: HttpRequest, one: Drawn) -> bool:
    return permits(request, Act.PAIR_HELPERS, RegionCode(one.region_code))


def _own_of(drawn: list[Drawn], place: RegionCode) -> RegionCode:
    """The township of what one sees of a county's draw."""
    return RegionCode.of(drawn[0].region_code[: DIGITS[Level.TOWNSHIP]]) if drawn else place


def _key(draw: LookBack) -> str:
    return f"{draw.procedure} {draw.outcome or _ANY}"


def _checkers(place: RegionCode) -> list[tuple[int, str]]:
    return [
        (one.pk, one.display_name) for one in queries.visitors_in(place.code, timezone.localdate())
    ]


def _rows(drawn: list[Drawn], today: date) -> list[dict[str, Any]]:
    names = frame.place_names(one.region_code for one in drawn)
    return [_row(one, names, today) for one in drawn]


def _row(one: Drawn, names: dict[str, str], today: date) -> dict[str, Any]:
    assignment, visit = one.assignment, one.assignment.visit
    outcomes = {"confirmed": _("属实"), "not_confirmed": _("不属实")}
    return {
        "id": one.pk,
        "rank": one.rank,
        "number": one.household.number,
        "head": one.household.head_name,
        "href": reverse("household_visits", args=[one.household.number]),
        "place": names.get(one.region_code, ""),
        "checker": assignment.checker or _("未分工"),
        "due_on": assignment.due_on,
        "left": pressing(assignment.due_on, today, finished=visit is not None),
        "result": outcomes.get(visit.outcome, "") if visit else _("待核查"),
        "lot": f"{one.lot[:12]}…",
    }


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "rank", "label": _("序号"), "kind": "number"},
        {"key": "head", "label": _("户主"), "href": "href", "note": "number"},
        {"key": "place", "label": _("所在村")},
        {"key": "checker", "label": _("核查人")},
        {"key": "due_on", "label": _("完成期限"), "kind": "date", "note": "left"},
        {"key": "result", "label": _("结果")},
        {"key": "lot", "label": _("散列值")},
    ]


@require_POST
@requires(Act.PAIR_HELPERS)
def assign(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Give the picked households to a checker; those checked already stay."""
    draw = _draw_or_404(number)
    wanted = {int(one) for one in request.POST.getlist("picked") if one.isdecimal()}
    drawn = [one for one in queries.drawn_of(draw) if one.pk in wanted]
    if not all(_may_assign(request, one) for one in drawn):
        return forbidden(request)
    picked = [one.pk for one in drawn]
    checker, due = request.POST.get("checker", ""), request.POST.get("due_on", "")
    if not picked or not checker.isdecimal():
        messages.error(request, _("请先勾选农户，再选择核查人。"))
        return redirect("look_back", number)
    reading = operations.assign(
        by=signed_in(request),
        at=timezone.now(),
        draw=draw,
        checkers=dict.fromkeys(picked, int(checker)),
        due_on=_day(due),
    )
    if reading.value is None:
        messages.error(request, reading.findings[0].message)
    else:
        messages.success(request, _("已分工 %(n)s 户。") % {"n": reading.value})
    return redirect("look_back", number)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@requires(Act.EXPORT)
def export(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """The drawn households as an Excel file; who took it is journalled."""
    draw = _draw_or_404(number)
    place = RegionCode(draw.region_code)
    if not permits(request, Act.EXPORT, place) or not scope.current().contains(place):
        return forbidden(request)
    rows = _rows(queries.drawn_of(draw), timezone.localdate())
    columns = [{"key": "number", "label": _("户编号")}, *_columns()]
    return taken(
        request, draw.title, columns, rows, act="visits.look_back_exported",
        region=place, subject=draw,
    )  # fmt: skip
