"""One household's page: its dossier now or as of a day, its numbers in full for a reason."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from shouwang.kernel.crypto.unmasking import ReasonMissing, unmask
from shouwang.kernel.pages import Page
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.policies.queries import packaged
from shouwang.watch.monitoring import queries
from shouwang.watch.monitoring.queries import wording
from shouwang.watch.monitoring.queries.dossier import TITLES, facts_of
from shouwang.watch.monitoring.views import dossier_parts, frame
from shouwang.watch.quality import queries as quality
from shouwang.watch.quality.queries import wording as quality_wording
from shouwang.watch.quality.queries.policy import packaged as quality_rules
from shouwang.watch.registry import operations as registry
from shouwang.watch.registry.forms import ACTS, RESTRUCTURING
from shouwang.watch.registry.models import Household

ROWS = 60  # facts on one page of all of them
UNMASKED = ("identity", "telephone")


class AsOfForm(forms.Form):
    """The day on which the dossier is looked at, and the day up to which it was known."""

    on = forms.DateField(
        label=_("哪一天的情况"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    known_on = forms.DateField(
        label=_("按哪一天所知"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("不填表示按现在所知。"),
    )

    def asked(self) -> dict[str, Any]:
        """The day, and the last instant of the day of knowledge; empty for now."""
        if not self.is_valid():
            return {}
        known_on = self.cleaned_data["known_on"]
        known_at = None
        if known_on is not None:
            known_at = timezone.make_aware(datetime.combine(known_on, time.max))
        on = self.cleaned_data["on"] or (timezone.localdate() if known_at else None)
        return {"on": on, "known_at": known_at} if on else {}


@requires(Act.SEE_HOUSEHOLDS)
def household_page(request: HttpRequest, number: str) -> HttpResponseBase:
    """One household: who lives there, its clues, and what is known from which list."""
    form = AsOfForm(request.GET)
    asked = form.asked()
    dossier = queries.household(number, **asked)
    if dossier is None:
        return _not_there(request, number, form)
    registry.record_look(
        by=signed_in(request),
        at=timezone.now(),
        household=dossier.household,
        page="household",
    )
    return _household(request, dossier, form=form, asked=asked)


def _not_there(request: HttpRequest, number: str, form: AsOfForm) -> HttpResponseBase:
    """Nobody in the scope has the number, or the dossier was opened after the day."""
    home = Household.objects.filter(number=number).first()
    if home is None:
        raise Http404
    path = frame.region_path(RegionCode(home.region_code))
    context = {"household": home, "as_of_form": form, "region_path": path}
    return TemplateResponse(request, "monitoring/household_not_yet.html", context)


@require_POST
@requires(Act.UNMASK)
def unmask_identity(request: HttpRequest, number: str) -> HttpResponseBase:
    """The same page with one member's number in full; who, whose and why is journalled."""
    dossier = queries.household(number)
    member, field = request.POST.get("member", ""), request.POST.get("field", "identity")
    person = (
        next((one for one in dossier.members if one.number == member), None) if dossier else None
    )
    if dossier is None or person is None or field not in UNMASKED:
        raise Http404
    if not permits(request, Act.UNMASK, RegionCode(person.region_code)):
        return forbidden(request)
    try:
        full = unmask(
            by=signed_in(request),
            subject=person,
            field=field,
            value=getattr(person, field),
            region=person.region_code,
            reason=request.POST.get("reason", ""),
        )
    except ReasonMissing as refusal:
        messages.error(request, str(refusal))
        return redirect("household", number)
    form = AsOfForm({})
    return _household(request, dossier, form=form, asked={}, revealed={member: {field: full}})


@requires(Act.SEE_HOUSEHOLDS)
def household_facts(request: HttpRequest, number: str, table: str) -> HttpResponseBase:
    """All facts of one table about a household, the newest first."""
    home = Household.objects.filter(number=number).first()
    if home is None or table not in TITLES:
        raise Http404
    page_number, on = frame.page_number(request), timezone.localdate()
    rows, count = facts_of(home.pk, table, on, most=ROWS, skip=(page_number - 1) * ROWS)
    path = frame.region_path(RegionCode(home.region_code))
    return TemplateResponse(
        request,
        "monitoring/household_all.html",
        {
            "household": home,
            "key": table,
            "label": TITLES[table],
            "rows": rows,
            "page": frame.django_page(Page(rows, page_number if rows else 1, ROWS, count)),
            "place_name": frame.village_name(path),
            "region_path": path,
        },
    )


def _household(
    request: HttpRequest,
    dossier: queries.Dossier,
    *,
    form: AsOfForm,
    asked: dict[str, Any],
    revealed: dict[str, dict[str, str]] | None = None,
) -> HttpResponseBase:
    home, then = dossier.household, dossier.then
    place = RegionCode(home.region_code)
    path = frame.region_path(place)
    shown = revealed or {}
    members = [
        dossier_parts.member(one, then.on, shown.get(one.number, {})) for one in then.members
    ]
    alive = home.ended_on is None and not asked
    return TemplateResponse(
        request,
        "monitoring/household.html",
        {
            "dossier": dossier,
            "household": home,
            "sections": then.sections,
            "on": dossier.on,
            "as_of": asked,
            "as_of_form": form,
            "members": [one for one in members if one["left"] is None or one["left"][1] > then.on],
            "former": [one for one in members if one["left"] and one["left"][1] <= then.on],
            "head": next((one for one in members if one["relation"] == "户主"), None),
            "income": dossier_parts.income(then.sections, len(then.present)),
            "living": dossier_parts.living(then.sections),
            "land": dossier_parts.land(then.sections),
            "may_unmask": not asked and permits(request, Act.UNMASK, place),
            "may_edit": alive and permits(request, Act.EDIT_DOSSIER, place),
            "dossier_acts": _acts(lambda name: name not in RESTRUCTURING),
            "restructure_acts": _acts(lambda name: name in RESTRUCTURING),
            "may_restructure": alive and permits(request, Act.RESTRUCTURE, place),
            "links": dossier_parts.links(request, home.number, place),
            "tables": _tables(dossier),
            "place_name": frame.village_name(path),
            "region_path": path,
            **_clues(dossier),
            "doubts": [] if asked else _doubts(home.pk),
        },
    )


def _acts(which: Callable[[str], bool]) -> list[tuple[str, str]]:
    return [(name, str(form.title)) for name, form in ACTS.items() if which(name)]


def _tables(dossier: queries.Dossier) -> list[tuple[str, str, Any, int]]:
    """Facts that the page does not show otherwise: income has its tree and a page of its own."""
    return [
        (key, TITLES[key], rows, dossier.counts[key])
        for key, rows in dossier.facts.items()
        if rows and key != "income"
    ]


def _clues(dossier: queries.Dossier) -> dict[str, Any]:
    if not dossier.clues:
        return {"open_clues": [], "past_clues": []}
    # names and sentences are the pack's own: no value that a county entered is in them
    pack, words = packaged(), frame.language()
    clues: list[dict[str, Any]] = [
        {
            "clue": clue,
            "label": wording.rule_label(pack, clue.rule, words),
            "why": wording.sentence(pack, clue.rule, clue.evidence, words),
        }
        for clue in dossier.clues
    ]
    return {
        "open_clues": [one for one in clues if one["clue"].closed_on is None],
        "past_clues": [one for one in clues if one["clue"].closed_on is not None],
    }


def _doubts(household: int) -> list[dict[str, Any]]:
    """What is doubtful about the records, now; corrected ones are gone."""
    pack, words = quality_rules(), frame.language()
    return [
        {
            "finding": one,
            "label": quality_wording.label(pack, one.rule, words),
            "why": quality_wording.sentence(pack, one.rule, one.evidence, words),
        }
        for one in quality.findings_of(household)
    ]
