"""Hits of the exclusion checks: the list, one hit with its explanation and decision."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shouwang.kernel.choosing import offer
from shouwang.kernel.regioncode import Level, RegionCode
from shouwang.people.models import Account
from shouwang.people.permits import permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.watch.intake.errors import IntakeError
from shouwang.watch.intake.layouts import layout
from shouwang.watch.intake.models import ExclusionHit
from shouwang.watch.intake.operations import exclusion as operations
from shouwang.watch.intake.queries import exclusion as queries
from shouwang.watch.intake.views import standing

PAGE = 30
State = ExclusionHit.State


class FilterForm(forms.Form):
    """Which hits the list shows."""

    state = forms.ChoiceField(
        label=gettext_lazy("状态"),
        required=False,
        choices=[("", gettext_lazy("全部")), *State.choices],
    )
    overdue = forms.ChoiceField(
        label=gettext_lazy("期限"),
        required=False,
        choices=[("", gettext_lazy("全部")), ("1", gettext_lazy("已过期限"))],
    )
    check_name = forms.ChoiceField(label=gettext_lazy("排查事项"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        codes = layout("exclusion").column("check").codes or ()
        offer(self, "check_name", [("", _("全部")), *((one.value, one.name) for one in codes)])

    def filters(self) -> queries.Filters:
        """What the address asks for; words that nobody knows ask for nothing."""
        known = self.cleaned_data if self.is_valid() else {}
        return queries.Filters(
            state=known.get("state", ""),
            overdue=known.get("overdue") == "1",
            check_name=known.get("check_name", ""),
        )


class AnswerForm(forms.Form):
    """The explanation of a hit."""

    text = forms.CharField(
        label=gettext_lazy("情况说明"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("例如：车辆是儿子婚前购买，已分户，不在本户名下使用。"),
    )
    evidence = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=200,
        help_text=gettext_lazy("例如：行驶证复印件、村委会证明；材料原件留村备查。"),
    )


class DecisionForm(forms.Form):
    """What the county makes of an explanation."""

    decision = forms.ChoiceField(
        label=gettext_lazy("认定"),
        widget=forms.RadioSelect,
        choices=[
            (State.ACCEPTED.value, gettext_lazy("说明成立")),
            (State.RETURNED.value, gettext_lazy("退回补充说明")),
            (State.CONFIRMED.value, gettext_lazy("情况属实，坚持比对结果")),
        ],
    )
    note = forms.CharField(
        label=gettext_lazy("意见"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("退回补充或坚持比对结果时必须写明理由。"),
    )


class ReopenForm(forms.Form):
    """Why a decision is taken back."""

    note = forms.CharField(label=gettext_lazy("撤销的理由"), max_length=200)


@requires(Act.EXPLAIN_FINDINGS)
def exclusions_page(request: HttpRequest) -> HttpResponseBase:
    """The hits of a place, what is due first on top; the counts of its townships."""
    place, on = standing.asked_place(request), timezone.localdate()
    form = FilterForm(request.GET)
    rows = queries.hits(place, form.filters(), on)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    hits = list(page.object_list)
    names = standing.place_names(hit.region_code for hit in hits)
    townships = queries.by_township(place, on) if place.level <= Level.COUNTY else []
    return TemplateResponse(
        request,
        "intake/exclusions.html",
        {
            "region_path": standing.region_path(place),
            "form": form,
            "columns": hit_columns(),
            "rows": [hit_line(hit, names) for hit in hits],
            "page": page,
            "township_columns": _township_columns(),
            "townships": _townships(townships),
        },
    )


def hit_columns() -> list[dict[str, Any]]:
    """The columns of the list of hits."""
    return [
        {"key": "name", "label": _("姓名"), "href": "href", "note": "household"},
        {"key": "check", "label": _("排查事项"), "note": "detail"},
        {"key": "state", "label": _("状态")},
        {"key": "due_on", "label": _("说明期限"), "kind": "date", "note": "late"},
        {"key": "place", "label": _("所在村")},
        {"key": "found_on", "label": _("比对日期"), "kind": "date"},
    ]


def hit_line(hit: ExclusionHit, names: dict[str, str]) -> dict[str, Any]:
    """A hit as a row shows it; every hit's place is among the names."""
    return {
        "name": hit.person.name if hit.person else hit.household.head_name,
        "href": reverse("exclusion", args=[hit.pk]),
        "household": _("%(head)s户，%(number)s")
        % {"head": hit.household.head_name, "number": hit.household.number},
        "check": hit.check_name,
        "detail": hit.detail,
        "state": hit.get_state_display(),
        "due_on": hit.due_on,
        "late": _overdue(hit),
        "place": names[hit.region_code],
        "found_on": hit.found_on,
    }


def _overdue(hit: ExclusionHit) -> str:
    days = (timezone.localdate() - hit.due_on).days
    if hit.state not in queries.WAITING or days <= 0:
        return ""
    return _("已过期限 %(n)s 天") % {"n": days}


def _township_columns() -> list[dict[str, Any]]:
    return [
        {"key": "name", "label": _("乡镇"), "href": "href"},
        {"key": "waiting", "label": _("待说明"), "kind": "number"},
        {"key": "overdue", "label": _("其中过期"), "kind": "number"},
        {"key": "answered", "label": _("待认定"), "kind": "number"},
        {"key": "closed", "label": _("已认定"), "kind": "number"},
    ]


def _townships(counts: list[queries.TownshipCount]) -> list[dict[str, Any]]:
    names = standing.place_names(one.code for one in counts)
    return [
        {
            "name": names[one.code],
            "href": f"?place={one.code}",
            "waiting": one.waiting,
            "overdue": one.overdue,
            "answered": one.answered,
            "closed": one.closed,
        }
        for one in counts
    ]


@requires(Act.EXPLAIN_FINDINGS)
def exclusion_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """One hit: what was found and where, the explanation, the decision."""
    return _page(request, _hit_or_404(number))


def _hit_or_404(number: int) -> ExclusionHit:
    hit = queries.hit(number)
    if hit is None:
        raise Http404
    return hit


def _page(
    request: HttpRequest,
    hit: ExclusionHit,
    answering: AnswerForm | None = None,
    deciding: DecisionForm | None = None,
) -> HttpResponseBase:
    place = RegionCode(hit.region_code)
    may_answer = permits(request, Act.EXPLAIN_FINDINGS, place) and hit.state in {
        *queries.WAITING,
        State.ANSWERED,
    }
    return TemplateResponse(
        request,
        "intake/exclusion.html",
        {
            "region_path": standing.region_path(place),
            "hit": hit,
            "place_name": standing.place_names([hit.region_code])[hit.region_code],
            "late": _overdue(hit),
            "household_href": reverse("household", args=[hit.household.number]),
            "answering": _answering(hit, answering) if may_answer else None,
            "deciding": deciding or DecisionForm() if _decidable(request, hit) else None,
            "reopening": ReopenForm() if _closed(request, hit) else None,
        },
    )


def _answering(hit: ExclusionHit, form: AnswerForm | None) -> AnswerForm:
    return form or AnswerForm(initial={"text": hit.answer, "evidence": hit.evidence})


def _decidable(request: HttpRequest, hit: ExclusionHit) -> bool:
    waiting = hit.state == State.ANSWERED or (hit.state == State.OPEN and _overdue(hit) != "")
    return waiting and _is_county_office(request, hit)


def _closed(request: HttpRequest, hit: ExclusionHit) -> bool:
    return hit.state in {State.ACCEPTED, State.CONFIRMED} and _is_county_office(request, hit)


def _is_county_office(request: HttpRequest, hit: ExclusionHit) -> bool:
    person = request.user
    return isinstance(person, Account) and operations.may_decide(
        person, hit.region_code, timezone.now()
    )


@require_POST
@requires(Act.EXPLAIN_FINDINGS)
def answer(request: HttpRequest, number: int) -> HttpResponseBase:
    """Record the explanation; an incomplete form comes back with what was entered."""
    hit = _hit_or_404(number)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, hit, answering=form)
    return _done(
        request,
        number,
        lambda: operations.answer(
            number,
            by=signed_in(request),
            at=timezone.now(),
            text=form.cleaned_data["text"],
            evidence=form.cleaned_data["evidence"],
        ),
        _("已记下说明，等待县级办公室认定。"),
    )


@require_POST
@requires(Act.EXPLAIN_FINDINGS)
def decide(request: HttpRequest, number: int) -> HttpResponseBase:
    """Record the county's decision."""
    hit = _hit_or_404(number)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, hit, deciding=form)
    return _done(
        request,
        number,
        lambda: operations.decide(
            number,
            by=signed_in(request),
            at=timezone.now(),
            decision=form.cleaned_data["decision"],
            note=form.cleaned_data["note"],
        ),
        _("已记下认定。"),
    )


@require_POST
@requires(Act.EXPLAIN_FINDINGS)
def reopen(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take the decision back."""
    _hit_or_404(number)
    return _done(
        request,
        number,
        lambda: operations.reopen(
            number,
            by=signed_in(request),
            at=timezone.now(),
            note=request.POST.get("note", ""),
        ),
        _("认定已撤销。"),
    )


def _done(
    request: HttpRequest, number: int, act: Callable[[], ExclusionHit], said: str
) -> HttpResponseBase:
    try:
        act()
    except IntakeError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("exclusion", number)
