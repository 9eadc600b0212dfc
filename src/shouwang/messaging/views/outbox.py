"""外发消息: what left the house or did not, for those who manage people."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.regioncode import RegionCode
from shouwang.messaging import operations, queries
from shouwang.messaging.errors import MessagingError
from shouwang.messaging.forms import DecisionForm, OutboxFilter
from shouwang.messaging.models import Outgoing
from shouwang.messaging.sentences import shown
from shouwang.people import permits, rules
from shouwang.people.queries import people_scope
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.people.views.taking import taken

PAGE = 50


@permits.requires(Act.MANAGE_PEOPLE)
def outbox(request: HttpRequest) -> HttpResponse:
    """What failed or is uncertain in one's places, or what else the filter asks for."""
    form = OutboxFilter(request.GET)
    with _places(request):
        page = Paginator(_found(form), PAGE).get_page(request.GET.get("page"))
        rows = [_row(one) for one in page.object_list]
    context = {"form": form, "page": page, "rows": rows, "columns": _columns()}
    return TemplateResponse(request, "messaging/outbox.html", context)


@permits.requires(Act.MANAGE_PEOPLE)
def export_outbox(request: HttpRequest) -> HttpResponseBase:
    """The same messages as an Excel file; who took it is journalled."""
    form = OutboxFilter(request.GET)
    with _places(request) as places:
        return taken(
            request,
            _("外发消息"),
            _columns(),
            (_row(one) for one in _found(form)[:10_000]),
            act="messaging.outbox_exported",
            region=next(iter(places), None),
            form=form,
        )


@permits.requires(Act.MANAGE_PEOPLE)
def outbox_item(request: HttpRequest, number: int) -> HttpResponse:
    """One message: what is known of it, and what to do where a person must decide."""
    form = DecisionForm(request.POST or None)
    with _places(request):
        row = queries.outgoing(number)
        if row is None:
            raise Http404
        if request.method == "POST" and form.is_valid() and _decided(request, row, form):
            return redirect("outbox")
        context = {
            "row": row,
            "text": shown(row.template, row.parameters),
            "recipient": row.masked_recipient,
            "form": form,
            "decides": row.state in operations.TO_DECIDE,
        }
    return TemplateResponse(request, "messaging/outbox_item.html", context)


def _decided(request: HttpRequest, row: Outgoing, form: DecisionForm) -> bool:
    """Whether the decision could be carried out; what stood against it is shown on the form."""
    again = "again" in request.POST
    act = operations.send_again if again else operations.drop
    try:
        act(
            by=signed_in(request),
            at=timezone.now(),
            number=row.pk,
            reason=form.cleaned_data["reason"],
        )
    except MessagingError as refusal:
        form.add_error("reason", str(refusal))
        return False
    messages.success(request, _("已重新排队发送") if again else _("已标为不再发送"))
    return True


@contextmanager
def _places(request: HttpRequest) -> Iterator[tuple[RegionCode, ...]]:
    """Inside the places whose people the person manages."""
    places = rules.places(permits.duties(request), Act.MANAGE_PEOPLE, timezone.localdate())
    with people_scope(places):
        yield places


def _found(form: OutboxFilter) -> QuerySet[Outgoing]:
    return queries.outbox(form.asked())


def _row(one: Outgoing) -> dict[str, Any]:
    return {
        "text": shown(one.template, one.parameters),
        "href": reverse("outbox_item", args=[one.pk]),
        "recipient": one.masked_recipient,
        "channel": one.get_channel_display(),
        "state": one.get_state_display(),
        "attempts": one.attempts,
        "fault": one.fault,
        "made_at": one.made_at,
        "begun_at": one.begun_at,
    }


def _columns() -> list[dict[str, str]]:
    return [
        {"key": "text", "label": _("内容"), "href": "href"},
        {"key": "recipient", "label": _("收信人")},
        {"key": "channel", "label": _("渠道")},
        {"key": "state", "label": _("状态")},
        {"key": "attempts", "label": _("已试次数"), "kind": "number"},
        {"key": "fault", "label": _("原因")},
        {"key": "made_at", "label": _("登记时间"), "kind": "instant"},
        {"key": "begun_at", "label": _("最近一次开始"), "kind": "instant"},
    ]
