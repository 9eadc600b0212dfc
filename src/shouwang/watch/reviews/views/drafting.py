"""A new notice: who stands on its list."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.watch.reviews import operations, queries, rules
from shouwang.watch.reviews.errors import ReviewsError
from shouwang.watch.reviews.forms import (
    NoticeForm,
    number_given,
)
from shouwang.watch.reviews.models import Meeting
from shouwang.watch.reviews.operations import NoticeDraft
from shouwang.watch.reviews.queries import Candidate
from shouwang.watch.reviews.views import frame


@requires(Act.HANDLE_CASES)
def new_notice(request: HttpRequest) -> HttpResponseBase:
    """Choose who is on the list; POST gives it a number."""
    meeting = _asked_meeting(request)
    place = RegionCode(meeting.region_code) if meeting else frame.asked_place(request)
    if not frame.is_village(place):
        messages.info(request, _("公示由村里张贴：请先选一个村。"))
        return redirect(f"{reverse('reviews')}?place={place.code}")
    if not frame.may_handle(request, place.code):
        return forbidden(request)
    groups = _groups(meeting, place)
    chosen = _chosen(groups, request.GET.get("what", ""))
    form = NoticeForm(request.POST or None, initial=_initial(place))
    if request.method == "POST" and form.is_valid():
        done = _drafted(request, form, place, meeting)
        if done is not None:
            return done
    context = {
        "form": form,
        "number": number_given(request.POST),
        "groups": [
            {"what": key, "label": _group_label(found), "current": found is chosen}
            for key, found in groups.items()
        ],
        "rows": _rows(chosen, meeting, request),
        "reasons": queries.words("review_reasons", frame.language()),
        "meeting": meeting,
        "region_path": frame.region_path(place),
        "place_name": frame.names_of([place.code])[place.code],
    }
    return TemplateResponse(request, "reviews/notice_new.html", context)


def _asked_meeting(request: HttpRequest) -> Meeting | None:
    text = request.GET.get("meeting", "")
    if not text:
        return None
    try:
        return frame.meeting_or_404(UUID(text))
    except ValueError as error:
        raise Http404 from error


def _groups(meeting: Meeting | None, place: RegionCode) -> dict[str, list[Candidate]]:
    """What may stand on one list together: one procedure, one step."""
    cases = [one.case for one in queries.to_list(meeting)] if meeting else queries.enterable(place)
    found = sorted(queries.as_candidates(cases), key=_what)
    return {key: list(group) for key, group in groupby(found, key=_what)}


def _what(one: Candidate) -> str:
    return f"{one.case.procedure}:{queries.shown_step(one.case)}"


def _chosen(groups: Mapping[str, list[Candidate]], what: str) -> list[Candidate]:
    return groups.get(what) or next(iter(groups.values()), [])


def _group_label(found: Sequence[Candidate]) -> str:
    first = found[0]
    way = rules.entering(first.declaration, first.case.step)
    kind = _("公告") if way is not None and rules.is_announcing(way) else _("公示")
    return _("%(matter)s%(kind)s（%(n)s 户）") % {
        "matter": first.matter, "kind": kind, "n": len(found)
    }  # fmt: skip


def _initial(place: RegionCode) -> dict[str, Any]:
    desk = queries.desk_of(place.code)
    contact = f"{desk.office}，电话 {desk.telephone}" if desk else ""
    return {"posted_on": timezone.localdate(), "contact": contact}


def _rows(
    found: Sequence[Candidate], meeting: Meeting | None, request: HttpRequest
) -> list[dict[str, Any]]:
    written = {one.case_id: one.reason for one in meeting.items.all()} if meeting else {}
    sent = set(request.POST.getlist("cases")) if request.method == "POST" else None
    return [
        {
            "one": one,
            "ticked": sent is None or str(one.case.pk) in sent,
            "reason": request.POST.get(f"reason-{one.case.pk}")
            or written.get(one.case.pk)
            or queries.usual_reason(one.case.procedure),
        }
        for one in found
    ]


def _drafted(
    request: HttpRequest, form: NoticeForm, place: RegionCode, meeting: Meeting | None
) -> HttpResponseBase | None:
    draft = NoticeDraft(
        region_code=place.code,
        cases=_ticked(request),
        meeting=meeting.pk if meeting else None,
        **form.cleaned_data,
    )
    try:
        reading = operations.draft_notice(
            by=signed_in(request),
            at=timezone.now(),
            notice=number_given(request.POST),
            draft=draft,
        )
    except ReviewsError as refusal:
        form.add_error(None, str(refusal))
        return None
    if reading.value is None:
        frame.say(form, reading.findings)
        return None
    return redirect("notice", reading.value.pk)


def _ticked(request: HttpRequest) -> dict[UUID, str]:
    """The cases ticked, with the kind of reason chosen for each."""
    found = {}
    for text in request.POST.getlist("cases"):
        try:
            found[UUID(text)] = request.POST.get(f"reason-{text}", "")
        except ValueError:
            continue
    return found
