"""Writing a visit down: the sheet filled with what is known, its draft, its handing in."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.policies.queries import current_pack
from shouwang.watch.registry.models import Household
from shouwang.watch.visits import operations, queries
from shouwang.watch.visits.errors import FormUnknown, VisitUnknown
from shouwang.watch.visits.forms import VisitSheet, as_initial, as_uuid, language
from shouwang.watch.visits.models import Draft, HomeVisit
from shouwang.watch.visits.operations import Recorded, Submission
from shouwang.watch.visits.reading import Entry
from shouwang.watch.visits.rules import Known, Type, VisitForm, said
from shouwang.watch.visits.views import frame

_NOT_KEPT = frozenset({"csrfmiddlewaretoken", "act", "digest", "revision", "visits"})


@sensitive_post_parameters()
@requires(Act.RECORD_VISITS)
def visit_new(request: HttpRequest, number: str) -> HttpResponseBase:
    """The sheet of a visit; without `?form=` a choice of forms. POST hands it in or keeps it."""
    home = frame.home_for(request, number, Act.RECORD_VISITS)
    today = timezone.localdate()
    draft = _draft(request, home)
    wrong = _corrected(request, home)
    key = request.GET.get("form", "") or (draft.form if draft else wrong.form if wrong else "")
    if not key:
        return _choose(request, home)
    try:
        entry = queries.form_in_force(key, home.region_code, today)
    except FormUnknown as error:
        raise Http404 from error
    known = _known(home, entry.form)
    given = _given(home, entry, known)
    if request.method == "POST":
        return _post(request, home, entry, VisitSheet(request.POST, request.FILES, **given))
    initial = _fresh(request, home, entry, draft, wrong)
    return _page(request, home, entry.form, VisitSheet(initial=initial, **given), draft)


def _given(home: Household, entry: Entry, known: Mapping[str, Known]) -> dict[str, Any]:
    place, today = RegionCode(home.region_code), timezone.localdate()
    parameter = current_pack(place.code).parameters[entry.form.visitors]
    return {
        "declared": entry.form,
        "known": known,
        "visitors": queries.visitors_in(home.region_code, today),
        "least": parameter.resolve(place.prefix, today).value,
    }


def _known(home: Household, form: VisitForm) -> dict[str, Known]:
    names = {one.key: one.known for one in form.questions if one.known}
    facts = queries.known_of(home, names.values(), timezone.localdate())
    return {key: facts[name] for key, name in names.items() if name in facts}


def _draft(request: HttpRequest, home: Household) -> Draft | None:
    number = as_uuid(request.GET.get("draft", ""))
    if number is None:
        return None
    return Draft.objects.filter(pk=number, household=home, by=signed_in(request)).first()


def _corrected(request: HttpRequest, home: Household) -> HomeVisit | None:
    number = as_uuid(request.GET.get("corrects", ""))
    if number is None:
        return None
    try:
        found = queries.visit(number)
    except VisitUnknown as error:
        raise Http404 from error
    return found if found.household_id == home.pk else None


def _fresh(
    request: HttpRequest,
    home: Household,
    entry: Entry,
    draft: Draft | None,
    wrong: HomeVisit | None,
) -> dict[str, Any]:
    """What the page begins with: a draft as it was left, or the answers to be corrected."""
    case = frame.case_of(request.GET.get("case", ""), home)
    initial: dict[str, Any] = {
        "id": uuid4(),
        "visited_on": timezone.localdate(),
        "case": case.pk if case else wrong.case_id if wrong else None,
        "corrects": wrong.pk if wrong else None,
    }
    if wrong is not None:
        initial |= _answers(entry.form, wrong)
        initial["visited_on"] = wrong.visited_on
    if draft is not None:
        initial |= {**draft.told, "id": draft.pk}
    _text, digest = queries.text_of(entry)
    seen = queries.changed_since(home, revision=None, visits=None)
    return initial | {"digest": digest, "revision": seen.revision, "visits": seen.visits}


def _answers(form: VisitForm, wrong: HomeVisit) -> dict[str, Any]:
    answers = wrong.told["answers"]
    return {
        f"q_{one.key}": as_initial(one, answers[one.key])
        for one in form.questions
        if one.key in answers and one.type is not Type.PHOTO
    }


def _choose(request: HttpRequest, home: Household) -> HttpResponseBase:
    forms = queries.current_forms(home.region_code, timezone.localdate())
    case = frame.case_of(request.GET.get("case", ""), home)
    return TemplateResponse(
        request,
        "visits/choose.html",
        {
            "home": home,
            "forms": [(one.key, said(one.title, language())) for one in forms],
            "case": case.pk if case else "",
            "region_path": frame.region_path(RegionCode(home.region_code)),
        },
    )


def _page(
    request: HttpRequest,
    home: Household,
    form: VisitForm,
    sheet: VisitSheet,
    draft: Draft | None = None,
    status: int = 200,
) -> HttpResponseBase:
    frame.note_look(request, home)
    return TemplateResponse(
        request,
        "visits/sheet.html",
        {
            "home": home,
            "title": said(form.title, language()),
            "declared": form,
            "form": sheet,
            "draft": draft,
            "account": signed_in(request),
            "region_path": frame.region_path(RegionCode(home.region_code)),
        },
        status=status,
    )


def _post(
    request: HttpRequest, home: Household, entry: Entry, sheet: VisitSheet
) -> HttpResponseBase:
    if request.POST.get("act") == "draft":
        kept = _keep(request, home, entry.form.key)
        if kept:
            messages.success(request, _("草稿已保存，可在“走访”页继续填写。"))
            return redirect("visits")
        sheet.add_error(None, _("草稿没有保存：请核对后直接提交"))
        return _page(request, home, entry.form, sheet)
    if sheet.is_valid():
        recorded = _handed_in(request, home, entry, sheet)
        if recorded is not None:
            said_so = _("走访已登记。") if recorded.now else _("这次走访先前已登记。")
            messages.success(request, said_so)
            visit = recorded.visit
            return redirect(frame.after(visit.pk, home, visit.case_id))
    _keep(request, home, entry.form.key)
    return _page(request, home, entry.form, _seen_anew(sheet, home))


def _seen_anew(sheet: VisitSheet, home: Household) -> VisitSheet:
    """What meanwhile came has been shown: handed in again, it stands in the way no more."""
    seen = queries.changed_since(home, revision=None, visits=None)
    data = sheet.data.copy()  # type: ignore[attr-defined]  # a QueryDict
    data["revision"], data["visits"] = str(seen.revision), str(seen.visits)
    sheet.data = data
    return sheet


def _handed_in(
    request: HttpRequest, home: Household, entry: Entry, sheet: VisitSheet
) -> Recorded | None:
    """Record the visit with its photographs, or put on the sheet what stands against it."""
    by, data = signed_in(request), sheet.cleaned_data
    answers, confirmed = sheet.told()
    visitors, signatures = sheet.signed(by)
    with transaction.atomic():
        known_already = HomeVisit.objects.filter(pk=data["id"]).exists()
        photos, paper = ({}, None) if known_already else _photos(request, home, sheet)
        submission = Submission(
            id=data["id"],
            household=home.number,
            form=entry.form.key,
            digest=data["digest"],
            visited_on=data["visited_on"],
            visitors=visitors,
            answers=answers,
            confirmed=confirmed,
            signatures=signatures,
            unsigned_reason=data["unsigned_reason"],
            revision=data["revision"],
            visits=data["visits"],
            case=data["case"],
            corrects=data["corrects"],
            spot=data["spot"],
            signed_paper=paper,
            photos=photos,
        )
        if sheet.errors:
            transaction.set_rollback(True)
            return None
        reading = operations.record_visit(by=by, at=timezone.now(), submission=submission)
        if reading.value is None:
            transaction.set_rollback(True)
    frame.add_findings(sheet, reading.findings, "q_")
    return reading.value


def _photos(request: HttpRequest, home: Household, sheet: VisitSheet) -> tuple[Any, Any]:
    """The photographs by question, and that of the signed paper."""
    photos: dict[str, list[int]] = {}
    for key, file in sheet.photos().items():
        kept, refusal = frame.kept_photo(request, home, file, str(sheet.fields[f"q_{key}"].label))
        if refusal:
            sheet.add_error(f"q_{key}", refusal)
        elif kept is not None:
            photos[key] = [kept.pk]
    paper = None
    if file := sheet.cleaned_data.get("signed_paper"):
        paper, refusal = frame.kept_photo(request, home, file, _("走访签字"))
        if refusal:
            sheet.add_error("signed_paper", refusal)
    return photos, paper


def _keep(request: HttpRequest, home: Household, form: str) -> Draft | None:
    number = as_uuid(request.POST.get("id", ""))
    if number is None:
        return None
    fields = {name: request.POST[name] for name in request.POST if name not in _NOT_KEPT}
    case = frame.case_of(request.POST.get("case", ""), home)
    return operations.save_draft(
        by=signed_in(request),
        at=timezone.now(),
        number=number,
        household=home,
        form=form,
        content=fields,
        case=case.pk if case else None,
    )


@sensitive_post_parameters()
@require_POST
@requires(Act.RECORD_VISITS)
def keep_draft(request: HttpRequest, number: str) -> HttpResponse:
    """Keep what the page holds now; answers with the words that the page shows."""
    home = frame.home_for(request, number, Act.RECORD_VISITS)
    kept = _keep(request, home, request.GET.get("form", "")[:60])
    if kept is None:
        return HttpResponse(_("草稿没有保存。"))
    return HttpResponse(
        _("草稿已保存 %(at)s") % {"at": f"{timezone.localtime(kept.saved_at):%H:%M}"}
    )


@require_POST
@requires(Act.RECORD_VISITS)
def drop_draft(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Throw an own draft away."""
    if operations.drop_draft(by=signed_in(request), number=number):
        messages.success(request, _("草稿已删除。"))
    return redirect("visits")
