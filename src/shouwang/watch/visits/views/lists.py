"""What is to be visited, and the visits of one household."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.deadlines import pressing
from shouwang.kernel.pages import page_of
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.policies.queries import said as said_in
from shouwang.procedures.models import Case
from shouwang.procedures.queries import declaration_of
from shouwang.watch.monitoring.views import frame as shared
from shouwang.watch.registry.models import Household
from shouwang.watch.visits import queries
from shouwang.watch.visits.forms import language
from shouwang.watch.visits.models import HomeVisit
from shouwang.watch.visits.rules import said
from shouwang.watch.visits.views import frame

PAGE = 50
MOST_DRAFTS = MOST_ASSIGNED = 50


@requires(Act.RECORD_VISITS)
def visits_page(request: HttpRequest) -> HttpResponseBase:
    """To do: cases waiting for a visit, look-backs assigned to me, what I began to write."""
    today, account = timezone.localdate(), signed_in(request)
    page = page_of(queries.waiting(), shared.page_number(request), PAGE, keys_first=True)
    assigned = list(queries.assigned_to(account)[:MOST_ASSIGNED])
    drafts = list(queries.drafts_of(account)[:MOST_DRAFTS])
    cases = list(page.rows)
    homes = {
        one.number: one
        for one in Household.objects.filter(number__in=[case.subject_id for case in cases])
    }
    places = frame.place_names(
        [*(one.region_code for one in homes.values()), *(one.region_code for one in assigned)]
    )
    return TemplateResponse(
        request,
        "visits/visits.html",
        {
            "page": shared.django_page(page),
            "waiting": [
                _to_visit(case, homes[case.subject_id], places, today)
                for case in cases
                if case.subject_id in homes
            ],
            "assigned": [
                {
                    "home": one.drawn.household,
                    "place": places.get(one.region_code, ""),
                    "due_on": one.due_on,
                    "left": pressing(one.due_on, today),
                    "href": _new(one.drawn.household.number, form="look_back"),
                }
                for one in assigned
            ],
            "drafts": [
                {
                    "home": one.household,
                    "saved_at": one.saved_at,
                    "pk": one.pk,
                    "title": _title(one.form, one.household.region_code),
                    "href": _new(one.household.number, form=one.form, draft=str(one.pk)),
                }
                for one in drafts
            ],
            "may_draw": permits(request, Act.SEE_SUPERVISION),
        },
    )


def _new(number: str, **given: str) -> str:
    asked = "&".join(f"{name}={value}" for name, value in given.items())
    return f"{reverse('visit_new', args=[number])}?{asked}"


def _title(key: str, region_code: str) -> str:
    form = next(
        (one for one in queries.current_forms(region_code, timezone.localdate()) if one.key == key),
        None,
    )
    return said(form.title, language()) if form else key


def _to_visit(case: Case, home: Household, places: dict[str, str], today: Any) -> dict[str, Any]:
    declaration = declaration_of(case.version)
    step = declaration.steps[case.step]
    return {
        "home": home,
        "place": places.get(home.region_code, ""),
        "why": f"{case.version.title} · {said_in(dict(step.label), language(), step.key)}",
        "due_on": case.due_on,
        "left": pressing(case.due_on, today),
        "href": _new(home.number, case=str(case.pk)),
    }


@requires(Act.SEE_CASES)
def household_visits(request: HttpRequest, number: str) -> HttpResponseBase:
    """The household's visits, authorisations and information checks; what can be done next."""
    home = frame.home_for(request, number, Act.SEE_CASES)
    frame.note_look(request, home)
    place = RegionCode(home.region_code)
    forms = queries.current_forms(home.region_code, timezone.localdate())
    may_visit = permits(request, Act.RECORD_VISITS, place)
    return TemplateResponse(
        request,
        "visits/household.html",
        {
            "home": home,
            "dossier": frame.dossier_href(home.number),
            "visits": [_line(one) for one in queries.visits_of(home)],
            "authorisations": list(queries.authorisations_of(home)),
            "checks": list(_checks(home)),
            "today": timezone.localdate(),
            "forms": [
                {
                    "title": said(one.title, language()),
                    "new": _new(home.number, form=one.key),
                    "print": f"{reverse('visit_print', args=[home.number])}?form={one.key}",
                }
                for one in forms
            ],
            "may_visit": may_visit,
            "may_ask": permits(request, Act.HANDLE_CASES, place),
            "region_path": frame.region_path(place),
        },
    )


def _line(visit: HomeVisit) -> dict[str, Any]:
    corrected = getattr(visit, "corrected_by", None)
    return {
        "href": reverse("visit", args=[visit.pk]),
        "title": visit.version.title,
        "on": visit.visited_on,
        "by": visit.by,
        "state": _("已被更正") if corrected else _("更正") if visit.corrects_id else "",
    }


def _checks(home: Household) -> Iterable[dict[str, Any]]:
    codes = queries.information_codes()
    for check in queries.checks_of(home):
        questions = [
            {
                "label": said(codes.get(one.question, {"zh": one.question}), language()),
                "answer": one.get_answer_display() if one.answer else "",
                "note": one.note or "",
                "by": one.answered_by or "",
                "at": one.answered_at,
            }
            for one in sorted(check.questions.all(), key=lambda one: one.pk)
        ]
        yield {
            "at": check.at,
            "due_on": check.due_on,
            "by": check.by,
            "questions": questions,
            "open": sum(not one["answer"] for one in questions),
        }
