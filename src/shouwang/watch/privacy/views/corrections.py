"""Requests to correct of a place, by deadline, and answering one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel import scope
from shouwang.kernel.regioncode import RegionCode, RegionCodeInvalid
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.people.views.taking import taken
from shouwang.watch.privacy import operations, queries
from shouwang.watch.privacy.errors import PrivacyError
from shouwang.watch.privacy.forms import AnswerForm, CorrectionFilterForm
from shouwang.watch.privacy.models import CorrectionRequest, RequestState

PAGE_SIZE = 30


def _place(request: HttpRequest) -> RegionCode:
    prefixes, code = scope.current().prefixes, request.GET.get("place", "")
    try:
        place = RegionCode(code) if code else RegionCode.of(prefixes[0]) if prefixes else None
    except RegionCodeInvalid as error:
        raise Http404 from error
    if place is None or not scope.current().contains(place):
        raise Http404
    return place


@requires(Act.SERVE_COUNTER)
def corrections_page(request: HttpRequest) -> HttpResponseBase:
    """Requests that wait, the nearest deadline first."""
    form, today = CorrectionFilterForm(request.GET), timezone.localdate()
    found = queries.corrections(_place(request), form.state_wanted())
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "privacy/corrections.html",
        {
            "form": form,
            "page": page,
            "rows": [_row(one, today) for one in page.object_list],
            "columns": _columns(),
        },
    )


@requires(Act.EXPORT)
def export_corrections(request: HttpRequest) -> HttpResponseBase:
    """The same requests as an Excel file; who took it is journalled."""
    place, form, today = _place(request), CorrectionFilterForm(request.GET), timezone.localdate()
    if not permits(request, Act.EXPORT, place) or not permits(request, Act.SERVE_COUNTER, place):
        return forbidden(request)
    found = queries.corrections(place, form.state_wanted())
    return taken(
        request,
        _("更正申请"),
        [*_columns(), {"key": "household", "label": _("户编号")}],
        (_row(one, today) | {"household": one.household.number} for one in found.iterator()),
        act="privacy.corrections_exported",
        region=place,
        form=form,
    )


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "number", "label": _("编号"), "href": "href"},
        {"key": "head", "label": _("户主"), "href": "household_href"},
        {"key": "what", "label": _("哪里不对")},
        {"key": "channel", "label": _("来源")},
        {"key": "at", "label": _("提出时间"), "kind": "instant"},
        {"key": "due_on", "label": _("答复期限"), "kind": "date", "note": "late"},
        {"key": "state", "label": _("状态")},
    ]


def _row(one: CorrectionRequest, today: Any) -> dict[str, Any]:
    open_ = one.state == RequestState.OPEN
    return {
        "number": one.pk,
        "href": reverse("privacy_correction", args=[one.pk]),
        "head": one.household.head_name,
        "household_href": reverse("household", args=[one.household.number]),
        "what": one.what,
        "channel": one.get_channel_display(),
        "at": one.at,
        "due_on": one.due_on,
        "late": _("已超期") if open_ and one.due_on < today else "",
        "state": one.get_state_display(),
    }


@requires(Act.SERVE_COUNTER)
def answer_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """One request and its answer; answering it."""
    found = queries.correction(number)
    if found is None or not permits(request, Act.SERVE_COUNTER, RegionCode(found.region_code)):
        raise Http404
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.answer(
                by=signed_in(request),
                at=timezone.now(),
                number=number,
                accepted=form.cleaned_data["decision"] == "accepted",
                words=form.cleaned_data["words"],
            )
        except PrivacyError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("已答复，农户可以看到。"))
        return redirect("privacy_correction", number)
    late = found.state == RequestState.OPEN and found.due_on < timezone.localdate()
    context = {"correction": found, "form": form, "late": late}
    return TemplateResponse(request, "privacy/correction.html", context)
