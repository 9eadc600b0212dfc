"""A notice from the day it is printed to the day on which it is taken down."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwang.kernel.findings import Finding
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.procedures.models import Case
from shouwang.watch.papers import checking
from shouwang.watch.papers.checking import Ready
from shouwang.watch.papers.errors import PapersError
from shouwang.watch.papers.rendering.fields import qr_svg
from shouwang.watch.papers.rules import Letter, Limits
from shouwang.watch.reviews import operations, queries, rules
from shouwang.watch.reviews.forms import (
    DownForm,
    ObjectionForm,
    PostForm,
    number_given,
)
from shouwang.watch.reviews.models import Listed, Notice, NoticeState
from shouwang.watch.reviews.operations import Posting
from shouwang.watch.reviews.views import frame
from shouwang.watch.reviews.views.lists import left_in_words


@requires(Act.SEE_CASES)
def notice_page(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """One notice: print it, post it, see how long it still hangs; POST says that it hangs."""
    notice = frame.notice_or_404(number)
    form = PostForm(initial={"posted_on": notice.posted_on})
    if request.method == "POST":
        if not frame.may_handle(request, notice.region_code):
            return forbidden(request)
        form = PostForm(request.POST, request.FILES)
        if form.is_valid():
            return _posted(request, notice, form)
    return _page(request, notice, form)


def _posted(request: HttpRequest, notice: Notice, form: PostForm) -> HttpResponseBase:
    looked = _looked(form)
    if isinstance(looked, str):
        form.add_error("photo", looked)
        return _page(request, notice, form)
    reading = operations.post_notice(
        by=signed_in(request),
        at=timezone.now(),
        notice=notice.pk,
        posted_on=form.cleaned_data["posted_on"],
        ready=looked,
    )
    if reading.value is None:
        frame.say(form, reading.findings)
        return _page(request, notice, form)
    return _after_posting(request, reading.value)


def _looked(form: PostForm) -> Ready | str:
    """The photo fit to be kept, or why it is not taken."""
    megabytes, megapixels = settings.SHOUWANG_PAPER_MB, settings.SHOUWANG_PAPER_MEGAPIXELS
    limits = Limits(int(str(megabytes)) << 20, int(str(megapixels)) * 1_000_000)
    sent = form.cleaned_data["photo"]
    reading = checking.look(sent.name or "", sent.file, limits)
    return reading.value or reading.findings[0].message


def _after_posting(request: HttpRequest, posting: Posting) -> HttpResponseBase:
    notice = posting.notice
    for case, findings in posting.refused.items():
        line = next(one for one in notice.lines.all() if one.case_id == case)
        words = "".join(one.message for one in findings)
        messages.error(request, _("%(name)s：%(why)s") % {"name": line.name, "why": words})
    if notice.meeting_id and notice.meeting and notice.meeting.state != "dropped":
        messages.success(request, _("张贴已登记，现在可以办结评议会。"))
        return redirect("review", notice.meeting_id)
    messages.success(request, _("张贴已登记。"))
    return redirect("notice", notice.pk)


def public_address(request: HttpRequest, notice: Notice) -> str:
    """Where anybody reads the notice."""
    return request.build_absolute_uri(reverse("notice_public", args=[notice.code]))


def _page(request: HttpRequest, notice: Notice, form: PostForm) -> HttpResponseBase:
    today, place = timezone.localdate(), RegionCode(notice.region_code)
    (shown,) = queries.posted([notice], today)
    address = public_address(request, notice)
    lines = list(notice.lines.all())
    context = {
        "notice": notice,
        "shown": shown,
        "left": left_in_words(shown),
        "lines": [_line(notice, one) for one in lines],
        "form": form,
        "down": DownForm(initial={"taken_down_on": today}),
        "objections": notice.objections.order_by("-said_on", "-at").select_related("by"),
        "may_handle": frame.may_handle(request, place.code),
        "may_object": any(_hears(one.case) for one in lines),
        "address": address,
        "qr": qr_svg(address),
        "region_path": frame.region_path(place),
        "place_name": frame.names_of([place.code])[place.code],
    }
    return TemplateResponse(request, "reviews/notice.html", context)


def _hears(case: Case) -> bool:
    declaration = queries.declaration_of(case.version)
    return rules.objecting(declaration, case.step) is not None


def _line(notice: Notice, one: Listed) -> dict[str, Any]:
    declaration = queries.declaration_of(one.case.version)
    standing = one.case.step == notice.step
    return {
        "line": one,
        "href": frame.href_of("casework_case", one.case_id),
        "photo_href": frame.href_of("paper_file", one.photo_id) if one.photo_id else "",
        "step": "" if standing else declaration.steps[one.case.step].label.get(frame.language()),
    }


@require_POST
@requires(Act.SEE_CASES)
def print_list(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """The notice as PDF or Word."""
    notice = frame.notice_or_404(number)
    letter = Letter(notice.kind)
    try:
        wish = frame.wish(request, letter, notice.region_code)
        return frame.file_of(operations.print_notice(wish, notice, public_address(request, notice)))
    except PapersError as refusal:
        messages.error(request, str(refusal))
        return redirect("notice", number)


@require_POST
@requires(Act.HANDLE_CASES)
def take_down(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Say that it was taken down."""
    notice = frame.notice_or_404(number)
    if not frame.may_handle(request, notice.region_code):
        return forbidden(request)
    form = DownForm(request.POST)
    findings: Sequence[Finding] = ()
    if form.is_valid():
        reading = operations.take_down(
            by=signed_in(request),
            notice=number,
            on=form.cleaned_data["taken_down_on"],
            reason=form.cleaned_data["reason"],
        )
        findings = reading.findings
    for finding in findings:
        messages.error(request, finding.message)
    return redirect("notice", number)


@requires(Act.HANDLE_CASES)
def object_to(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Write down what somebody says against a name; the case's clock stops."""
    notice = frame.notice_or_404(number)
    place = RegionCode(notice.region_code)
    if not frame.may_handle(request, place.code):
        return forbidden(request)
    heard = {str(one.case_id): one for one in notice.lines.all() if _hears(one.case)}
    choices = [(key, f"{one.name}　{one.group}") for key, one in heard.items()]
    form = ObjectionForm(
        request.POST or None,
        cases=choices,
        initial={"said_on": timezone.localdate(), "case": request.GET.get("case")},
    )
    if request.method == "POST" and form.is_valid():
        done = _objected(request, notice, form, heard)
        if done is not None:
            return done
    context = {
        "form": form,
        "notice": notice,
        "number": number_given(request.POST),
        "revisions": {key: one.case.revision for key, one in heard.items()},
        "region_path": frame.region_path(place),
        "is_down": notice.state != NoticeState.POSTED,
    }
    return TemplateResponse(request, "reviews/object.html", context)


def _objected(
    request: HttpRequest, notice: Notice, form: ObjectionForm, heard: Mapping[str, Listed]
) -> HttpResponseBase | None:
    case = heard[form.cleaned_data["case"]].case
    sent = request.POST.get(f"revision-{case.pk}", "")
    reading = operations.record_objection(
        by=signed_in(request),
        at=timezone.now(),
        objection=number_given(request.POST),
        case=case,
        revision=int(sent) if sent.isdecimal() and len(sent) < 9 else case.revision,
        said_on=form.cleaned_data["said_on"],
        words=form.cleaned_data["words"],
        objector=form.cleaned_data["objector"],
    )
    if reading.value is None:
        frame.say(form, reading.findings)
        return None
    messages.success(request, _("异议已登记，公示时间停止计算，由乡镇核查。"))
    return redirect("notice", notice.pk)
