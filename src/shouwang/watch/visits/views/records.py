"""A visit as it was recorded; the changes that it proposes; the blank sheet for paper."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwang.kernel.regioncode import RegionCode
from shouwang.people.models import Account
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.watch.visits import operations, queries
from shouwang.watch.visits.errors import FormUnknown, VisitUnknown
from shouwang.watch.visits.forms import language
from shouwang.watch.visits.models import HomeVisit, Proposal, Role, Signature
from shouwang.watch.visits.rules import Question, VisitForm, said
from shouwang.watch.visits.shown import answer_text, lines
from shouwang.watch.visits.views import frame


def _visit_or_404(number: UUID) -> HomeVisit:
    try:
        return queries.visit(number)
    except VisitUnknown as error:
        raise Http404 from error


@requires(Act.SEE_HOUSEHOLDS)
def visit_page(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """What was found, who signed, what the dossier should say; a mistake is corrected from here."""
    visit = _visit_or_404(number)
    home, place = visit.household, RegionCode(visit.region_code)
    frame.note_look(request, home)
    form = queries.form_of(visit.version)
    proposals = [_shown(one, form) for one in _proposals(visit)]
    signatures = list(Signature.objects.filter(visit=visit).order_by("-role", "pk"))
    visitors = Account.objects.filter(pk__in=visit.visitors).order_by("display_name", "pk")
    latest = HomeVisit.objects.filter(corrects=visit).first()
    return TemplateResponse(
        request,
        "visits/visit.html",
        {
            "visit": visit,
            "home": home,
            "title": said(form.title, language()),
            "sections": lines(form, visit.told, language()),
            "visitors": "、".join(one.display_name for one in visitors),
            "signatures": [(str(Role(one.role).label), one.name, one.ink) for one in signatures],
            "proposals": proposals,
            "may_apply": any(one["open"] for one in proposals)
            and permits(request, Act.EDIT_DOSSIER, place),
            "may_correct": latest is None and permits(request, Act.RECORD_VISITS, place),
            "latest": latest,
            "case_href": frame.address("casework_case", visit.case_id) if visit.case_id else "",
            "correct_href": f"{reverse('visit_new', args=[home.number])}?corrects={visit.pk}",
            "region_path": frame.region_path(place),
            "dossier": frame.dossier_href(home.number),
        },
    )


def _proposals(visit: HomeVisit) -> Any:
    return Proposal.objects.filter(visit=visit).select_related("by").order_by("pk")


def _shown(one: Proposal, form: VisitForm) -> dict[str, Any]:
    question = form.question(one.question)
    return {
        "label": said(question.label, language()) if question else one.question,
        "before": _words(question, one.before),
        "after": _words(question, one.after),
        "state": one.get_state_display(),
        "open": one.state == Proposal.State.PROPOSED,
        "refusal": one.refusal or "",
        "by": one.by or "",
    }


def _words(question: Question | None, text: str | None) -> str:
    """A value as the dossier writes it, in words."""
    if text is None or question is None:
        return ""
    if text in {"true", "false"}:
        return answer_text(question, text == "true", language())
    number = int(text) if text.isdecimal() and question.known != "telephone" else text
    return answer_text(question, number, language())


@require_POST
@requires(Act.EDIT_DOSSIER)
def apply(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Write what the visit proposes into the dossier."""
    visit = _visit_or_404(number)
    if not permits(request, Act.EDIT_DOSSIER, RegionCode(visit.region_code)):
        return forbidden(request)
    written = operations.apply_proposals(by=signed_in(request), at=timezone.now(), visit=visit)
    messages.success(request, _("已写入档案 %(n)s 项。") % {"n": written})
    return redirect("visit", number)


@requires(Act.SEE_HOUSEHOLDS)
def visit_print(request: HttpRequest, number: str) -> HttpResponseBase:
    """The sheet to be filled in by hand: what is known is printed, the rest is left blank."""
    home = frame.home_for(request, number, Act.SEE_HOUSEHOLDS)
    today = timezone.localdate()
    try:
        entry = queries.form_in_force(request.GET.get("form", ""), home.region_code, today)
    except FormUnknown as error:
        raise Http404 from error
    names = {one.key: one.known for one in entry.form.questions if one.known}
    facts = queries.known_of(home, names.values(), today)
    frame.note_look(request, home)
    return TemplateResponse(
        request,
        "visits/print.html",
        {
            "home": home,
            "title": said(entry.form.title, language()),
            "authorisation": entry.form.authorisation,
            "place": " ".join(
                step["name"] for step in frame.region_path(RegionCode(home.region_code))[-2:]
            ),
            "sections": [
                (said(section.title, language()), [_blank(one, facts) for one in section.questions])
                for section in entry.form.sections
            ],
        },
    )


def _blank(question: Question, facts: dict[str, Any]) -> dict[str, Any]:
    known = facts.get(question.known)
    return {
        "label": said(question.label, language()),
        "type": question.type.value,
        "choices": [said(texts, language()) for texts in question.codes.values()],
        "unit": said(question.unit, language()),
        "known": answer_text(question, known.value, language()) if known else "",
        "long": question.type.value == "long_text",
    }
