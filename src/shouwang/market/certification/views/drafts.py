"""Writing an application step by step: every step saves itself, right or not."""

import hashlib
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shouwang.bridge.queries import links_of
from shouwang.market.certification import operations, queries
from shouwang.market.certification.errors import CertificationError, DraftChanged
from shouwang.market.certification.forms import (
    SPARE_ROWS,
    HouseholdsForm,
    MarketPriceForm,
    PriceForm,
    ProductForm,
    TestForm,
)
from shouwang.market.certification.models import Draft
from shouwang.market.certification.reading import (
    MOST_ROWS,
    PRICE_FIELDS,
    PRICE_ROW,
    TEST_FIELDS,
    TEST_ROW,
)
from shouwang.market.certification.rules import Step, average_fen, findings
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
NOT_TYPED = {"csrfmiddlewaretoken", "revision", "then"}


@for_staff(WORK)
@require_POST
def draft_new(request: HttpRequest, supplier: Supplier) -> HttpResponseBase:
    """Begin an application; the form's own number makes a double click one draft."""
    form = forms.UUIDField()
    number = form.clean(request.POST.get("id"))
    try:
        operations.begin(id=number, supplier=supplier, by=signed_in(request), at=timezone.now())
    except CertificationError as error:
        raise Http404 from error
    return redirect("certification_step", number, Step.PRODUCT)


@for_staff(WORK)
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, supplier: Supplier, number: UUID, step: str) -> HttpResponseBase:
    """One step: what was typed is kept first, and looked at then."""
    draft, at = _own(supplier, number), _step(step)
    if draft.submitted_at is not None:
        return redirect("certification")
    if request.method != "POST":
        return _page(request, supplier, draft, at)
    entered = _entered(request)
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
    """What was typed, and in place of every file its digest."""
    entered: dict[str, Any] = {
        name: request.POST.get(name, "")[:1000] for name in request.POST if name not in NOT_TYPED
    }
    if "link" in request.POST:
        entered["link"] = request.POST.getlist("link")
    for name, file in request.FILES.items():
        if not isinstance(file, UploadedFile):
            continue
        row = name.removesuffix("-file")
        summed = hashlib.sha256()
        for piece in file.chunks():
            summed.update(piece)
        entered[f"{row}-digest"] = summed.hexdigest()
        entered[f"{row}-file_name"] = str(file.name)[:120]
    return entered


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
        "all_findings": _linked(against, draft),
        "refusal": refusal,
        "said": said,
        "average_fen": average_fen(said.prices),
        "place": place_names([said.region_code], on=today).get(said.region_code, "")
        if len(said.region_code) == 12 and said.region_code.isdecimal()
        else "",
        **_forms(draft, at, supplier),
    }
    refused = looked_at or bool(refusal)
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


def _forms(draft: Draft, at: Step, supplier: Supplier) -> dict[str, Any]:
    """The forms of a step, filled with what was typed."""
    entered, language = draft.entered.get(at, {}), (get_language() or "zh")[:2]
    typed = entered or None
    if at is Step.PRODUCT:
        blank = {"village_code": supplier.village_code}
        return {"form": ProductForm(typed, language=language, initial=blank)}
    if at is Step.QUALITY:
        rows = _rows(entered, TEST_ROW, (*TEST_FIELDS, "digest"))
        made = [
            TestForm(typed if full else None, prefix=f"{TEST_ROW}-{number}", language=language)
            for number, full in enumerate(rows)
        ]
        return {"tests": [(one, _file(entered, one.prefix or "")) for one in made]}
    if at is Step.PRICE:
        rows = _rows(entered, PRICE_ROW, PRICE_FIELDS)
        made_prices = [
            MarketPriceForm(typed if full else None, prefix=f"{PRICE_ROW}-{number}")
            for number, full in enumerate(rows)
        ]
        return {"form": PriceForm(typed), "prices": made_prices}
    if at is Step.HOUSEHOLDS:
        return {"form": HouseholdsForm(typed), "links": _links(supplier, entered)}
    return {}


def _rows(entered: dict[str, Any], row: str, fields: tuple[str, ...]) -> list[bool]:
    """Which rows were begun, with spare ones at the end."""
    begun = [
        any(str(entered.get(f"{row}-{number}-{name}") or "").strip() for name in fields)
        for number in range(MOST_ROWS)
    ]
    used = max((number for number, full in enumerate(begun) if full), default=-1) + 1
    return begun[: min(used + SPARE_ROWS, MOST_ROWS)]


def _file(entered: dict[str, Any], prefix: str) -> str:
    return str(entered.get(f"{prefix}-file_name") or "")


def _links(supplier: Supplier, entered: dict[str, Any]) -> list[dict[str, Any]]:
    today = timezone.localdate()
    links = list(links_of(supplier.pk, on=today))
    names = place_names((one.region_code for one in links), on=today)
    ticked = set(entered.get("link", []))
    return [
        {
            "link": one,
            "place": names.get(one.region_code, ""),
            "ticked": str(one.pk) in ticked,
            "agreed": entered.get(f"agreed-{one.pk}") or today.isoformat(),
        }
        for one in links
    ]
