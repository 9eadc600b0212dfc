"""Writing an application step by step: every step saves itself, right or not."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shouwang.market.certification import operations, queries
from shouwang.market.certification.attaching import attach, most_at_once
from shouwang.market.certification.errors import CertificationError, DraftChanged
from shouwang.market.certification.forms import BeginForm
from shouwang.market.certification.models import Draft
from shouwang.market.certification.rules import Step, average_fen, findings
from shouwang.market.certification.views.filling import forms_of
from shouwang.market.members.bodies import takes_files
from shouwang.market.members.views import signed_in
from shouwang.market.suppliers.guards import for_staff
from shouwang.market.suppliers.models import Supplier
from shouwang.market.suppliers.places import place_names
from shouwang.market.suppliers.rules import WORK

NAMES = {
    Step.PRODUCT: gettext_lazy("产品"),
    Step.QUALITY: gettext_lazy("质量检测"),
    Step.PRICE: gettext_lazy("价格"),
    Step.HOUSEHOLDS: gettext_lazy("带动农户"),
    Step.CONFIRM: gettext_lazy("核对提交"),
}
NOTHING: Mapping[str, str] = {}
NOT_TYPED = {"csrfmiddlewaretoken", "revision", "then"}


@for_staff(WORK)
@require_POST
def draft_new(request: HttpRequest, supplier: Supplier) -> HttpResponseBase:
    """Begin an application; the form's own number makes a double click one draft."""
    form = BeginForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        draft = operations.begin(
            **form.cleaned_data, supplier=supplier, by=signed_in(request), at=timezone.now()
        )
    except CertificationError as error:
        raise Http404 from error
    if draft.submitted_at is not None:
        return redirect("certification")
    return redirect("certification_step", draft.pk, Step.PRODUCT)


@takes_files(most_at_once)
@for_staff(WORK)
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, supplier: Supplier, number: UUID, step: str) -> HttpResponseBase:
    """One step: what was typed is kept first, and looked at then."""
    draft, at = _own(supplier, number), _step(step)
    if draft.submitted_at is not None:
        return redirect("certification")
    if request.method != "POST":
        return _page(request, supplier, draft, at)
    attached = attach(supplier.pk, request.FILES)
    entered = _entered(request) | attached.entered
    try:
        draft = operations.save_step(
            draft=number,
            supplier=supplier,
            step=at,
            entered=entered,
            revision=_revision(request),
            by=signed_in(request),
            at=timezone.now(),
        )
    except DraftChanged as refusal:
        draft.entered = {**draft.entered, at: entered}
        return _page(request, supplier, draft, at, refusal=str(refusal))
    if attached.refused:
        return _page(request, supplier, draft, at, not_taken=attached.refused)
    if request.POST.get("then") == "stay":
        return redirect("certification_step", number, at)
    if _against(draft, supplier).get(at):
        return _page(request, supplier, draft, at, looked_at=True)
    return redirect("certification_step", number, _next(at))


@for_staff(WORK)
@require_POST
def step_kept(
    request: HttpRequest, supplier: Supplier, number: UUID, step: str
) -> HttpResponseBase:
    """The same, sent by the page itself while somebody types; answers with a line."""
    entered = _entered(request)
    given: dict[str, Any] = {"draft": _own(supplier, number), "refusal": ""}
    try:
        given["draft"] = operations.save_step(
            draft=number,
            supplier=supplier,
            step=_step(step),
            entered=entered,
            revision=_revision(request),
            by=signed_in(request),
            at=timezone.now(),
        )
    except CertificationError as refusal:
        given["refusal"] = str(refusal)
    return TemplateResponse(request, "certification/kept.html", given)


@for_staff(WORK)
@require_POST
def submit(request: HttpRequest, supplier: Supplier, number: UUID) -> HttpResponseBase:
    """Send the application to the county."""
    draft = _own(supplier, number)
    try:
        sent = operations.submit(
            draft=number, supplier=supplier, by=signed_in(request), at=timezone.now()
        )
    except CertificationError as refusal:
        return _page(request, supplier, draft, Step.CONFIRM, refusal=str(refusal))
    if sent.value is None:
        return _page(request, supplier, draft, Step.CONFIRM, looked_at=True)
    messages.success(request, _("已提交到县里，办到哪一步会显示在这里。"))
    return redirect("certification")


def _own(supplier: Supplier, number: UUID) -> Draft:
    found = Draft.objects.filter(pk=number, supplier=supplier).first()
    if found is None:
        raise Http404
    return found


def _step(text: str) -> Step:
    if text not in set(Step):
        raise Http404
    return Step(text)


def _next(at: Step) -> Step:
    steps = list(Step)
    return steps[min(steps.index(at) + 1, len(steps) - 1)]


def _revision(request: HttpRequest) -> int | None:
    given = request.POST.get("revision", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else None


def _entered(request: HttpRequest) -> dict[str, Any]:
    """What was typed; a file's digest stands in a field of its own."""
    entered: dict[str, Any] = {
        _kept(name): _kept(request.POST.get(name, ""))
        for name in request.POST
        if name not in NOT_TYPED
    }
    if "link" in request.POST:
        entered["link"] = [_kept(one) for one in request.POST.getlist("link")]
    return entered


def _kept(typed: str) -> str:
    """As much as is kept, without the one sign that PostgreSQL does not take."""
    return typed.replace("\0", "")[:1000]


def _against(draft: Draft, supplier: Supplier) -> dict[Step, list[Any]]:
    today = timezone.localdate()
    return findings(queries.said_in(draft), queries.terms_of(supplier, today), on=today)


def _page(
    request: HttpRequest,
    supplier: Supplier,
    draft: Draft,
    at: Step,
    *,
    looked_at: bool = False,
    refusal: str = "",
    not_taken: Mapping[str, str] = NOTHING,
) -> HttpResponseBase:
    against = _against(draft, supplier)
    said = queries.said_in(draft)
    today = timezone.localdate()
    given = {
        "draft": draft,
        "at": at.value,
        "title": NAMES[at],
        "steps": _steps(draft, against, at),
        "findings": against.get(at, []) if looked_at else [],
        "not_taken": [{"message": words, "weight": "refuse"} for words in not_taken.values()],
        "all_findings": _linked(against, draft),
        "refusal": refusal,
        "said": said,
        "average_fen": average_fen(said.prices),
        "place": place_names([said.region_code], on=today).get(said.region_code, "")
        if len(said.region_code) == 12 and said.region_code.isdecimal()
        else "",
        "before": queries.returned(supplier, draft.follows) if draft.follows else None,
        **forms_of(draft, at, supplier, not_taken),
    }
    refused = looked_at or bool(refusal) or bool(not_taken)
    template = "certification/confirm.html" if at is Step.CONFIRM else "certification/step.html"
    return TemplateResponse(request, template, given, status=422 if refused else 200)


def _steps(draft: Draft, against: dict[Step, list[Any]], at: Step) -> list[dict[str, Any]]:
    def state(one: Step) -> str:
        if one is at:
            return "current"
        return "done" if one in draft.entered and not against.get(one) else "todo"

    return [{"label": NAMES[one], "state": state(one)} for one in Step]


def _linked(against: dict[Step, list[Any]], draft: Draft) -> list[dict[str, Any]]:
    return [
        {
            "message": one.message,
            "weight": "refuse",
            "href": reverse("certification_step", args=[draft.pk, step.value]),
        }
        for step, listed in against.items()
        for one in listed
    ]
