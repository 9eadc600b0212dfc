"""账号申请: asked for without log-in, decided by whoever may grant the duty there."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from shouwang.kernel.regioncode import RegionCode
from shouwang.people import operations, permits, places, queries, rules
from shouwang.people.errors import NotEntitled, RequestDecided
from shouwang.people.forms import ApproveForm, AskForm, RefuseForm, first_values
from shouwang.people.models import AccountRequest
from shouwang.people.rules import Act, Kind
from shouwang.people.usernames import suggested
from shouwang.people.views.changes import offers, password_page
from shouwang.people.views.lists import PAGE
from shouwang.people.views.shown import signed_in
from shouwang.people.views.taking import taken


@sensitive_post_parameters("telephone")
def ask(request: HttpRequest) -> HttpResponse:
    """The page without log-in. Whatever is sent, the answer is the same."""
    on, now = timezone.localdate(), timezone.now()
    counties = queries.counties_at_work(on)
    asked = request.GET.get("county", "")
    county = next((one for one in counties if one.prefix == asked), None)
    if county is None and len(counties) == 1:
        county = counties[0]
    if county is None:
        named = places.names((one.code for one in counties), on)
        shown = [(one.prefix, named[one.code]) for one in counties]
        return TemplateResponse(request, "people/ask_county.html", {"counties": shown})
    form = AskForm(request.POST or None, places=places.choices((county,), Kind, on))
    if request.method == "POST" and form.is_valid():
        address = get_adapter().get_client_ip(request)
        if operations.ask_for_account(asked=form.asked(), address=address, at=now):
            return redirect("people_asked")
        form.add_error(None, _("提交得太频繁，请一小时后再试，或直接打电话给县级办公室"))
    return TemplateResponse(request, "people/ask.html", {"form": form})


def asked(request: HttpRequest) -> HttpResponse:
    """What everybody is told who asked."""
    return TemplateResponse(request, "people/asked.html")


@permits.requires(Act.MANAGE_PEOPLE)
def requests(request: HttpRequest) -> HttpResponse:
    """The requests of one's places: those that wait, and those decided."""
    waiting = _asks_for_waiting(request)
    with queries.people_scope(_places(request)):
        page = Paginator(queries.requests(waiting=waiting), PAGE).get_page(request.GET.get("page"))
        found = list(page.object_list)
    rows = _rows(found)
    context = {"page": page, "rows": rows, "columns": _columns(waiting), "waiting": waiting}
    return TemplateResponse(request, "people/requests.html", context)


@permits.requires(Act.MANAGE_PEOPLE)
def export_requests(request: HttpRequest) -> HttpResponseBase:
    """The same requests as an Excel file, telephones masked; who took it is journalled."""
    waiting, seen = _asks_for_waiting(request), _places(request)
    with queries.people_scope(seen):
        found = list(queries.requests(waiting=waiting))
    own = [{"key": "reason", "label": _("事由")}, {"key": "decision", "label": _("办理意见")}]
    return taken(
        request,
        _("账号申请"),
        [*_columns(waiting), *own[: 1 if waiting else 2]],
        _rows(found),
        act="people.requests_exported",
        region=next(iter(seen), None),
    )


@permits.requires(Act.MANAGE_PEOPLE)
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """One request: make the account with its duty, or refuse with a reason."""
    asked_for, now = _find(request, number), timezone.now()
    refuse = RefuseForm(request.POST if "refuse" in request.POST else None, prefix="refuse")
    approve = ApproveForm(
        request.POST if "approve" in request.POST else None,
        initial=_first(asked_for),
        **offers(request),
    )
    try:
        if approve.is_bound and approve.is_valid():
            reading = operations.approve_request(
                by=signed_in(request),
                at=now,
                request=asked_for,
                username=approve.cleaned_data["username"],
                wish=approve.wish(),
                reason=approve.cleaned_data["reason"],
            )
            if reading.value is not None:
                return password_page(request, reading.value.account, reading.value.password)
            approve.show(reading.findings)
        if refuse.is_bound and refuse.is_valid():
            reason = refuse.cleaned_data["reason"]
            operations.refuse_request(
                by=signed_in(request), at=now, request=asked_for, reason=reason
            )
            messages.success(request, _("已退回申请，请打电话告诉对方原因"))
            return redirect("people_requests")
    except NotEntitled:
        return permits.forbidden(request)
    except RequestDecided as refusal:
        messages.error(request, str(refusal))
        return redirect("people_requests")
    return TemplateResponse(
        request,
        "people/request.html",
        {
            "asked": asked_for,
            "place": places.names([asked_for.region_code], timezone.localdate())[
                asked_for.region_code
            ],
            "mine": operations.may_decide(permits.duties(request), asked_for, now),
            "form": approve,
            "refuse": refuse,
        },
    )


def _places(request: HttpRequest) -> tuple[RegionCode, ...]:
    return rules.places(permits.duties(request), Act.MANAGE_PEOPLE, timezone.localdate())


def _asks_for_waiting(request: HttpRequest) -> bool:
    return request.GET.get("state") != "decided"


def _find(request: HttpRequest, number: int) -> AccountRequest:
    with queries.people_scope(_places(request)):
        found = AccountRequest.objects.select_related("decided_by", "account").filter(pk=number)
        one = found.first()
    if one is None:
        raise Http404
    return one


def _first(asked_for: AccountRequest) -> dict[str, Any]:
    return first_values() | {
        "username": suggested(asked_for.display_name),
        "kind": asked_for.kind,
        "place": asked_for.region_code,
        "reason": asked_for.reason,
    }


def _rows(found: list[AccountRequest]) -> list[dict[str, Any]]:
    named = places.names((one.region_code for one in found), timezone.localdate())
    return [_row(one, named[one.region_code]) for one in found]


def _row(one: AccountRequest, place: str) -> dict[str, Any]:
    return {
        "name": one.display_name,
        "href": reverse("people_request", args=[one.pk]),
        "duty": f"{one.get_kind_display()} · {place}",
        "office": one.office,
        "telephone": one.masked_telephone,
        "asked_at": one.asked_at,
        "state": one.get_state_display(),
        "decided_by": one.decided_by.display_name if one.decided_by else "",
        "decided_at": one.decided_at,
        "reason": one.reason,
        "decision": one.decision,
    }


def _columns(waiting: bool) -> list[dict[str, str]]:
    columns = [
        {"key": "name", "label": _("姓名"), "href": "href"},
        {"key": "duty", "label": _("申请的职责")},
        {"key": "office", "label": _("单位")},
        {"key": "telephone", "label": _("电话")},
        {"key": "asked_at", "label": _("申请时间"), "kind": "instant"},
    ]
    decided = [
        {"key": "state", "label": _("结果")},
        {"key": "decided_by", "label": _("办理人")},
        {"key": "decided_at", "label": _("办理时间"), "kind": "instant"},
    ]
    return columns if waiting else [*columns, *decided]
