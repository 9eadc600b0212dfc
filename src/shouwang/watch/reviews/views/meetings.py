"""A meeting from its draft to its end: saved, counted, concluded, dropped, printed."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwang.kernel.findings import Finding
from shouwang.people.permits import forbidden, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.watch.papers.errors import PapersError
from shouwang.watch.papers.rules import Letter
from shouwang.watch.reviews import operations
from shouwang.watch.reviews.forms import DropForm, ItemForm, MeetingForm, number_given
from shouwang.watch.reviews.models import Meeting, MeetingState
from shouwang.watch.reviews.views import frame
from shouwang.watch.reviews.views.minutes import (
    bound,
    counts,
    form_page,
    minutes_of,
    minutes_page,
    unbound,
)


@requires(Act.SEE_CASES)
def review(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """The form while it is a draft, the minutes afterwards; POST saves, or saves and concludes."""
    meeting = frame.meeting_or_404(number)
    may = frame.may_handle(request, meeting.region_code)
    if meeting.state != MeetingState.DRAFT or not may:
        if request.method == "POST":
            return redirect("review", number)  # a second click is shown what the first one did
        return minutes_page(request, meeting, may=may)
    if request.method != "POST":
        return form_page(request, meeting, *unbound(meeting))
    head, items = bound(meeting, request.POST)
    wrong = [one for one in items if not one.is_valid()]
    if head.is_valid() and not wrong:
        return _saved(request, meeting, head, items)
    if wrong:
        head.add_error(None, _("表决里有填错的地方，见下面标红的格子。"))
    return form_page(request, meeting, head, items)


def _saved(
    request: HttpRequest, meeting: Meeting, head: MeetingForm, items: Sequence[ItemForm]
) -> HttpResponseBase:
    sent = request.POST.get("revision", "")
    revision = int(sent) if sent.isdecimal() and len(sent) < 9 else 0
    minutes = minutes_of(meeting, head, items, request.POST)
    reading = operations.save_meeting(
        by=signed_in(request),
        at=timezone.now(),
        meeting=meeting.pk,
        revision=revision or -1,
        minutes=minutes,
    )
    if reading.value is None:
        frame.say(head, reading.findings)
        return form_page(request, meeting, head, items, minutes.attendance)
    if request.POST.get("action") != "conclude":
        messages.success(request, _("草稿已保存。"))
        return redirect("review", meeting.pk)
    return _concluded(request, meeting.pk, reading.value.revision)


def _concluded(request: HttpRequest, number: UUID, revision: int) -> HttpResponseBase:
    reading = operations.conclude(
        by=signed_in(request),
        at=timezone.now(),
        meeting=number,
        revision=revision,
    )
    meeting = frame.meeting_or_404(number)
    if reading.value is None:
        return _after(request, meeting, reading.findings, {})
    if reading.value.refused:
        return _after(request, meeting, (), reading.value.refused)
    messages.success(request, _("已按表决结果办理 %(n)s 件。") % {"n": len(reading.value.done)})
    return redirect("review", number)


def _after(
    request: HttpRequest,
    meeting: Meeting,
    findings: Iterable[Finding],
    refused: Mapping[UUID, Sequence[Finding]],
) -> HttpResponseBase:
    """The page again, with what stands against it beside each case."""
    said = {case: [one.message for one in found] for case, found in refused.items()}
    if meeting.state != MeetingState.DRAFT:
        return minutes_page(request, meeting, may=True, refused=said)
    head, items = unbound(meeting)
    return form_page(
        request,
        meeting,
        head,
        items,
        refused=said,
        findings=list(findings),
    )


@requires(Act.HANDLE_CASES)
def counted(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """What the votes come to as they are typed; nothing is kept."""
    meeting = frame.meeting_or_404(number)
    head, items = bound(meeting, request.POST)
    head.is_valid()
    for one in items:
        one.is_valid()
    minutes = minutes_of(meeting, head, items, request.POST)
    context = {"counts": counts(meeting, minutes.attendance, minutes.items)}
    return TemplateResponse(request, "reviews/counted.html", context)


@require_POST
@requires(Act.HANDLE_CASES)
def settle_rest(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Take the cases that had refused once more, their votes being fixed."""
    meeting = frame.meeting_or_404(number)
    if not frame.may_handle(request, meeting.region_code):
        return forbidden(request)
    if meeting.state != MeetingState.HELD:
        return redirect("review", number)
    return _concluded(request, number, meeting.revision)


@require_POST
@requires(Act.HANDLE_CASES)
def strike(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Take one undecided case off the agenda."""
    meeting = frame.meeting_or_404(number)
    if not frame.may_handle(request, meeting.region_code):
        return forbidden(request)
    case = number_given(request.POST, "case")
    if operations.take_off(by=signed_in(request), meeting=number, case=case):
        messages.success(request, _("已移出议程。"))
    return redirect("review", number)


@require_POST
@requires(Act.HANDLE_CASES)
def drop(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Cancel a meeting that decided nothing."""
    meeting = frame.meeting_or_404(number)
    if not frame.may_handle(request, meeting.region_code):
        return forbidden(request)
    form = DropForm(request.POST, auto_id="drop_%s")
    if form.is_valid():
        reading = operations.drop_meeting(
            by=signed_in(request),
            at=timezone.now(),
            meeting=number,
            reason=form.cleaned_data["reason"],
        )
        if reading.value is not None:
            messages.success(request, _("会议已取消，事项可以列入别的会议。"))
            return redirect(f"{reverse('reviews')}?place={meeting.region_code}")
        frame.say(form, reading.findings)
        meeting = frame.meeting_or_404(number)
    if meeting.state == MeetingState.DRAFT:
        return form_page(request, meeting, *unbound(meeting), drop=form)
    return minutes_page(request, meeting, may=True, drop=form)


@require_POST
@requires(Act.SEE_CASES)
def print_meeting(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """The minutes as PDF or Word."""
    meeting = frame.meeting_or_404(number)
    try:
        wish = frame.wish(request, Letter.MINUTES, meeting.region_code)
        return frame.file_of(operations.print_minutes(wish, meeting))
    except PapersError as refusal:
        messages.error(request, str(refusal))
        return redirect("review", number)
