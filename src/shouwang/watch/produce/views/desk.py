"""The certification desk: what waits, one application with its case."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shouwang.bridge import vault
from shouwang.bridge.errors import CertificateOverlaps, FileMissing
from shouwang.bridge.models import Application, ApplicationFile
from shouwang.kernel import journal
from shouwang.kernel.deadlines import pressing
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.uploads.kinds import JPEG
from shouwang.kernel.workdays import CalendarUnknown, add_working_days
from shouwang.people.permits import forbidden, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.policies.queries import current_pack, packaged, said
from shouwang.watch.papers.views.files import ENDINGS, download
from shouwang.watch.produce import operations, queries
from shouwang.watch.produce.forms import DeskFilterForm
from shouwang.watch.produce.queries import desk
from shouwang.watch.produce.views import frame


@requires(Act.SEE_CASES)
def desk_page(request: HttpRequest) -> HttpResponseBase:
    """Applications of a place, those waiting longest first."""
    place, form = frame.asked_place(request), DeskFilterForm(request.GET)
    state = form.cleaned_data.get("state", "") if form.is_valid() else ""
    found = desk.applications(place, state)
    page = Paginator(found, frame.PAGE_SIZE).get_page(request.GET.get("page"))
    waiting = desk.applications(place, Application.State.SUBMITTED).count()
    return TemplateResponse(
        request,
        "produce/desk.html",
        {
            "tabs": frame.tabs(request, place, "produce"),
            "form": form,
            "columns": _columns(),
            "rows": _rows(list(page.object_list), place),
            "page": page,
            "waiting": waiting,
        },
    )


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "product", "label": _("产品"), "href": "href", "note": "supplier"},
        {"key": "place", "label": _("产地")},
        {"key": "submitted_at", "label": _("提交时间"), "kind": "instant"},
        {"key": "state", "label": _("状态"), "note": "step"},
        {"key": "due_on", "label": _("期限"), "kind": "date", "note": "left"},
    ]


def _rows(found: list[Application], place: RegionCode) -> list[dict[str, Any]]:
    today, words = timezone.localdate(), frame.language()
    cases = desk.cases_of([one.pk for one in found])
    names = frame.names_of(one.region_code for one in found)
    days = int(current_pack(place.code).resolve(desk.TAKE_UP_DAYS, place.code, today).value)
    rows = []
    for one in found:
        case = cases.get(one.pk)
        is_new = case is None and one.state == Application.State.SUBMITTED
        due_on = case.due_on if case else _due(one, days) if is_new else None
        rows.append(
            {
                "product": one.product,
                "href": reverse("produce_application", args=[one.pk]),
                "supplier": one.supplier_name,
                "place": names.get(one.region_code, one.region_code),
                "submitted_at": one.submitted_at,
                "state": one.get_state_display(),
                "step": queries.step_label(case, words) if case else _("未受理") if is_new else "",
                "due_on": due_on,
                "left": pressing(due_on, today, finished=bool(case and case.finished_on)),
            }
        )
    return rows


def _due(one: Application, days: int) -> Any:
    """By when it is to be taken up; None in a year whose holidays are not decreed."""
    try:
        return add_working_days(timezone.localdate(one.submitted_at), days)
    except CalendarUnknown:
        return None


@requires(Act.SEE_CASES, Act.DEPARTMENT_WORK)
def application_page(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """One application: tests, price, households, and the procedure with what to do next.

    An officer of the department that is asked sees the product, and no household.
    """
    found, case = _application_or_404(number), desk.case_of(number)
    context: dict[str, Any] = {}
    if case is not None:
        if request.method == "POST" and not _may_act(request, found):
            return forbidden(request)
        try:
            context, taken = frame.moving(request, case)
        except CertificateOverlaps:
            messages.error(
                request, _("这个主体的同一产品还有有效的证书：请先取消旧证书，或等它到期。")
            )
            return redirect("produce_application", number)
        if taken:
            messages.success(request, _("已办理。"))
            return redirect("produce_application", number)
    return TemplateResponse(
        request, "produce/application.html", {**_about(request, found), **context}
    )


def _may_act(request: HttpRequest, found: Application) -> bool:
    """Whether some way may be open: which one it is says the procedure."""
    acts = (Act.HANDLE_CASES, Act.DEPARTMENT_WORK)
    return any(frame.may(request, act, found.region_code) for act in acts)


def _about(request: HttpRequest, found: Application) -> dict[str, Any]:
    comparison, tolerance = desk.comparison(found, timezone.localdate())
    helped = desk.helped(found)
    return {
        "application": found,
        "comparison": comparison,
        "tolerance": tolerance,
        "helped": helped,
        "agreed": sum(one.holds for one in helped),
        "certificate": desk.certificate(found.pk),
        "may": _may_act(request, found),
        "of_department": not frame.may(request, Act.SEE_CASES, found.region_code),
        "act": uuid4(),
        "region_path": frame.region_path(found.region_code),
        **_papers(found),
    }


def _papers(found: Application) -> dict[str, Any]:
    """The tests, each with its report where it was handed over, and the proofs of origin."""
    items, language = packaged().codes["quality_items"], frame.language()
    files = list(found.files.order_by("pk"))
    reports = {one.digest: one for one in files if one.kind == ApplicationFile.Kind.TEST}
    tests = []
    for one in found.quality:
        item = str(one.get("test") or one.get("item") or "")
        name = said(dict(items[item]), language, item) if item in items else item
        tests.append({**one, "name": name, "report": reports.get(one.get("digest"))})
    proofs = [one for one in files if one.kind == ApplicationFile.Kind.ORIGIN]
    return {"tests": tests, "proofs": proofs}


@require_safe
@requires(Act.SEE_CASES, Act.DEPARTMENT_WORK)
def application_file_page(request: HttpRequest, number: UUID, file: int) -> HttpResponseBase:
    """A paper of an application: a photo in the browser, a document as a download.

    That an officer of a department opened it is journalled: its duty shows it a case, not a place.
    """
    found = _application_or_404(number)
    one = get_object_or_404(found.files, pk=file)
    try:
        content = vault.opened(found.supplier_id, one.digest)
    except FileMissing as missing:
        return HttpResponse(str(missing), status=410, content_type="text/plain; charset=utf-8")
    if not frame.may(request, Act.SEE_CASES, found.region_code):
        with transaction.atomic():
            journal.record(
                by=signed_in(request),
                act="produce.open_paper",
                subject=one,
                region=found.region_code,
            )
    name = f"{found.product}-{one.get_kind_display()}-{one.pk}.{ENDINGS[one.media_type]}"
    shown = one.media_type == JPEG
    return download(content, one.media_type, name, one.size, shown=shown)


@require_POST
@requires(Act.HANDLE_CASES)
def take_up_page(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Take an application up: its case begins."""
    found = _application_or_404(number)
    if not frame.may(request, Act.HANDLE_CASES, found.region_code):
        return forbidden(request)
    try:
        act = UUID(request.POST.get("act", ""))
    except ValueError as error:
        raise Http404 from error
    reading = operations.take_application_up(
        by=signed_in(request), at=timezone.now(), act_id=act, application=number
    )
    for finding in reading.findings:
        messages.error(request, finding.message)
    if reading.value is not None:
        messages.success(request, _("已受理。"))
    return redirect("produce_application", number)


def _application_or_404(number: UUID) -> Application:
    found = desk.application(number)
    if found is None:
        raise Http404
    return found
