"""消息: one's own inbox."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shouwang.messaging import operations, queries
from shouwang.messaging.forms import InboxFilter
from shouwang.messaging.kinds import kind_of
from shouwang.messaging.models import Message
from shouwang.people.views.shown import signed_in
from shouwang.people.views.taking import taken


@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """One's messages, the newest first; those of one kind that are unread together are one."""
    own = signed_in(request).pk
    form = InboxFilter(request.GET, kinds=queries.told_kinds(own))
    found = queries.inbox(own, before=_number(request.GET.get("before")), **form.asked())
    context = {
        "form": form,
        "entries": [_shown(entry) for entry in found.entries],
        "older": found.older,
        "unread": any(entry.read_at is None for entry in found.entries),
        "upto": max((entry.newest.pk for entry in found.entries), default=0),
        "filtered": any(form.asked().values()),
    }
    return TemplateResponse(request, "messaging/inbox.html", context)


def _shown(entry: queries.Entry) -> dict[str, Any]:
    return {"message": entry.newest, "times": entry.times, "kind": kind_of(entry.newest.kind).label}


@login_required
@require_GET
def inbox_group(request: HttpRequest, number: int) -> HttpResponse:
    """The messages that the inbox shows as one."""
    own = signed_in(request).pk
    rows = queries.group(own, number)
    if not rows:
        raise Http404
    context = {
        "rows": rows,
        "newest": rows[0],
        "kind": kind_of(rows[0].kind).label,
        "most": queries.MOST_IN_GROUP if len(rows) == queries.MOST_IN_GROUP else None,
    }
    return TemplateResponse(request, "messaging/group.html", context)


@login_required
@require_POST
def open_message(request: HttpRequest, number: int) -> HttpResponse:
    """Mark an entry as read, and go where its message leads; without a link, back to the inbox."""
    own = signed_in(request).pk
    message = Message.objects.filter(account=own, pk=number).first()
    if message is None:
        raise Http404
    if message.read_at is None:
        operations.mark_read(account=own, at=timezone.now(), upto=number, kind=message.kind)
    go = request.POST.get("go") and message.link
    return redirect(go or "inbox")


@login_required
@require_POST
def mark_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read that was on the page, and what is older."""
    own = signed_in(request).pk
    count = operations.mark_read(
        account=own, at=timezone.now(), upto=_number(request.POST.get("upto"))
    )
    messages.success(request, _("%(n)s 条消息标为已读") % {"n": count})
    return redirect("inbox")


@login_required
@require_GET
def unread(request: HttpRequest) -> HttpResponse:
    """How many entries are unread, for the bell; nothing when there are none."""
    count = queries.unread_count(signed_in(request).pk)
    return TemplateResponse(request, "messaging/unread.html", {"count": count})


@login_required
@require_GET
def export_inbox(request: HttpRequest) -> HttpResponseBase:
    """The same messages as an Excel file; that they were taken is journalled."""
    own = signed_in(request).pk
    form = InboxFilter(request.GET, kinds=queries.told_kinds(own))
    rows = (
        {"at": one.at, "kind": kind_of(one.kind).label, "text": one.text, "read_at": one.read_at}
        for one in queries.lines(own, **form.asked())
    )
    return taken(
        request, _("消息"), _columns(), rows, act="messaging.exported", region=None, form=form
    )


def _columns() -> list[dict[str, str]]:
    return [
        {"key": "at", "label": _("时间")},
        {"key": "kind", "label": _("类别")},
        {"key": "text", "label": _("内容")},
        {"key": "read_at", "label": _("已读时间")},
    ]


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0
