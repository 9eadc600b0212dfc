"""A meeting from its agenda to its minutes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
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
from shouwang.procedures.models import Case
from shouwang.procedures.queries import declaration_of
from shouwang.watch.papers.errors import PapersError
from shouwang.watch.papers.rules import Letter
from shouwang.watch.reviews import operations, queries, rules
from shouwang.watch.reviews.errors import ReviewsError
from shouwang.watch.reviews.forms import ItemForm, MeetingForm, NewMeetingForm, number_given
from shouwang.watch.reviews.models import Item, ItemState, Meeting, MeetingKind, MeetingState
from shouwang.watch.reviews.operations import Minutes, Put
from shouwang.watch.reviews.rules import Attendance, Ballot
from shouwang.watch.reviews.views import frame
from shouwang.watch.reviews.views.lists import options

_EMPTY = Ballot(None, None, None, "")


@requires(Act.HANDLE_CASES)
def new_meeting(request: HttpRequest) -> HttpResponseBase:
    """Agenda and roll of a new meeting; the last roll is taken over."""
    place, kind, chosen = _asked(request)
    if not frame.is_village(place):
        messages.info(request, _("评议会在村里开：请先选一个村。"))
        return redirect(f"{reverse('reviews')}?place={place.code}")
    if not frame.may_handle(request, place.code):
        return forbidden(request)
    found = queries.candidates(place, kind)
    free = [one for one in found if one.elsewhere is None]
    initial = {
        "held_on": timezone.localdate(),
        "kind": kind,
        "cases": [chosen] if chosen else [str(one.case.pk) for one in free],
        "names": "\n".join(queries.last_roll(place.code, kind)),
    }
    form = NewMeetingForm(request.POST or None, initial=initial, cases=options(free))
    number = number_given(request.POST)
    if request.method == "POST" and form.is_valid():
        done = _begin(request, form, place, number)
        if done is not None:
            return done
    context = {
        "form": form,
        "number": number,
        "place": place,
        "kind_name": MeetingKind(kind).label,
        "busy": [one for one in found if one.elsewhere is not None],
        "region_path": frame.region_path(place),
    }
    return TemplateResponse(request, "reviews/new.html", context)


def _asked(request: HttpRequest) -> tuple[RegionCode, str, str]:
    """Village, kind of meeting and case that the address names."""
    text = request.GET.get("case", "")
    if text:
        try:
            case = Case.objects.select_related("version").filter(pk=UUID(text)).first()
        except ValueError as error:
            raise Http404 from error
        if case is None:
            raise Http404
        kind = rules.kind_of_meeting(declaration_of(case.version), case.step)
        return RegionCode(case.region_code), kind or MeetingKind.VILLAGE.value, text
    kind = request.GET.get("kind", "")
    known = kind if kind in MeetingKind.values else MeetingKind.VILLAGE.value
    return frame.asked_place(request), known, ""


def _begin(
    request: HttpRequest, form: NewMeetingForm, place: RegionCode, number: UUID
) -> HttpResponseBase | None:
    roll, kept = form.roll(), form.cleaned_data
    minutes = Minutes(
        region_code=place.code,
        kind=kept["kind"],
        held_on=kept["held_on"],
        place=kept["place"].strip(),
        chair=kept["chair"].strip(),
        recorder=kept["recorder"].strip(),
        attendance=Attendance(roll, frozenset(roll)),
        items=tuple(Put(UUID(one), _EMPTY) for one in kept["cases"]),
    )
    try:
        reading = operations.save_meeting(
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
            meeting=number,
            revision=0,
            minutes=minutes,
        )
    except ReviewsError as refusal:
        form.add_error(None, str(refusal))
        return None
    if reading.value is None:
        frame.say(form, reading.findings)
        return None
    return redirect("review", number)


@requires(Act.SEE_CASES)
def review(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """The form while it is a draft, the minutes afterwards; POST saves, or saves and concludes."""
    meeting = frame.meeting_or_404(number)
    may = frame.may_handle(request, meeting.region_code)
    if meeting.state != MeetingState.DRAFT or not may:
        if request.method == "POST":
            return redirect("review", number)  # a second click is shown what the first one did
        return _minutes_page(request, meeting, may=may)
    if request.method != "POST":
        return _form_page(request, meeting, *_unbound(meeting))
    head, items = _bound(meeting, request.POST)
    wrong = [one for one in items if not one.is_valid()]
    if head.is_valid() and not wrong:
        return _saved(request, meeting, head, items)
    if wrong:
        head.add_error(None, _("表决里有填错的地方，见下面标红的格子。"))
    return _form_page(request, meeting, head, items)


def _saved(
    request: HttpRequest, meeting: Meeting, head: MeetingForm, items: Sequence[ItemForm]
) -> HttpResponseBase:
    sent = request.POST.get("revision", "")
    revision = int(sent) if sent.isdecimal() and len(sent) < 9 else 0
    minutes = _minutes(meeting, head, items, request.POST)
    reading = operations.save_meeting(
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
        meeting=meeting.pk,
        revision=revision or -1,
        minutes=minutes,
    )
    if reading.value is None:
        frame.say(head, reading.findings)
        return _form_page(request, meeting, head, items, minutes.attendance)
    if request.POST.get("action") != "conclude":
        messages.success(request, _("草稿已保存。"))
        return redirect("review", meeting.pk)
    return _concluded(request, meeting.pk, reading.value.revision)


def _concluded(request: HttpRequest, number: UUID, revision: int) -> HttpResponseBase:
    reading = operations.conclude(
        by=request.user,  # type: ignore[arg-type]
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
        return _minutes_page(request, meeting, may=True, refused=said)
    head, items = _unbound(meeting)
    return _form_page(
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
    head, items = _bound(meeting, request.POST)
    head.is_valid()
    for one in items:
        one.is_valid()
    minutes = _minutes(meeting, head, items, request.POST)
    context = {"counts": _counts(meeting, minutes.attendance, minutes.items)}
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
    if operations.take_off(by=request.user, meeting=number, case=case):  # type: ignore[arg-type]
        messages.success(request, _("已移出议程。"))
    return redirect("review", number)


@require_POST
@requires(Act.HANDLE_CASES)
def drop(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Cancel a meeting that decided nothing."""
    meeting = frame.meeting_or_404(number)
    if not frame.may_handle(request, meeting.region_code):
        return forbidden(request)
    reading = operations.drop_meeting(
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
        meeting=number,
        reason=request.POST.get("reason", ""),
    )
    if reading.value is None:
        messages.error(request, reading.findings[0].message)
        return redirect("review", number)
    messages.success(request, _("会议已取消，事项可以列入别的会议。"))
    return redirect(f"{reverse('reviews')}?place={meeting.region_code}")


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


def _open_items(meeting: Meeting) -> list[Item]:
    return [one for one in meeting.items.all() if one.state != ItemState.OFF]


def _unbound(meeting: Meeting) -> tuple[MeetingForm, list[ItemForm]]:
    names = queries.attendance_of(meeting).names
    head = MeetingForm(
        initial={
            "held_on": meeting.held_on,
            "place": meeting.place,
            "chair": str(meeting.chair),
            "recorder": str(meeting.recorder),
            "names": "\n".join(names),
        }
    )
    return head, [_item_form(meeting, one, names) for one in _open_items(meeting)]


def _item_form(meeting: Meeting, item: Item, names: Sequence[str]) -> ItemForm:
    return ItemForm(
        case=item.case_id,
        names=names,
        reasons=_reasons(),
        ballot=queries.ballot_of(meeting, item),
        initial={
            "agree": item.agree,
            "against": item.against,
            "abstain": item.abstain,
            "chair": str(item.chair or ""),
            "objections": str(item.objections or ""),
            "reason": item.reason or queries.usual_reason(item.case.procedure),
        },
    )


def _bound(meeting: Meeting, data: QueryDict) -> tuple[MeetingForm, list[ItemForm]]:
    head = MeetingForm(data)
    head.is_valid()
    names, reasons = head.roll(), _reasons()
    items = [
        ItemForm(data, case=one.case_id, names=names, reasons=reasons)
        for one in _open_items(meeting)
    ]
    return head, items


def _reasons() -> Mapping[str, str]:
    return queries.words("review_reasons", frame.language())


def _minutes(
    meeting: Meeting, head: MeetingForm, items: Sequence[ItemForm], data: QueryDict
) -> Minutes:
    kept, roll = head.cleaned_data, head.roll()
    known = queries.attendance_of(meeting).names
    came = set(data.getlist("present"))
    # a name that was added to the roll just now has no box yet: whoever is added came
    present = frozenset(name for name in roll if name in came or name not in known)
    chair = str(kept.get("chair", "")).strip()
    return Minutes(
        region_code=meeting.region_code,
        kind=meeting.kind,
        held_on=kept.get("held_on") or meeting.held_on,
        place=str(kept.get("place", "")).strip(),
        chair=chair,
        recorder=str(kept.get("recorder", "")).strip(),
        attendance=Attendance(roll, present),
        items=tuple(one.put() for one in items),
    )


def _counts(meeting: Meeting, roll: Attendance, puts: Iterable[Put]) -> list[dict[str, Any]]:
    """For each case the heads there are, the heads needed, and what it comes to."""
    by_case = {one.case_id: one for one in _open_items(meeting)}
    homes = queries.households_of(one.case for one in by_case.values())
    found = []
    for put in puts:
        case = by_case[put.case].case
        declaration = declaration_of(case.version)
        ways = rules.reviewing(declaration, case.step)
        count = rules.count(declaration, ways[0], roll, put.ballot) if ways else None
        home = homes.get(case.subject_id)
        name = home.head_name if home else case.subject_id
        found.append({"case": case.pk, "name": name, "count": count})
    return found


def _form_page(
    request: HttpRequest,
    meeting: Meeting,
    head: MeetingForm,
    items: Sequence[ItemForm],
    attendance: Attendance | None = None,
    *,
    refused: Mapping[UUID, Sequence[str]] | None = None,
    findings: Sequence[Finding] = (),
) -> HttpResponseBase:
    bound = head.is_bound
    roll = attendance or (
        _minutes(meeting, head, items, request.POST).attendance
        if bound
        else queries.attendance_of(meeting)
    )
    puts = [one.put() for one in items] if bound else _written(meeting)
    place = RegionCode(meeting.region_code)
    context = {
        "meeting": meeting,
        "revision": request.POST.get("revision") if bound else meeting.revision,
        "form": head,
        "names": [{"name": name, "present": name in roll.present} for name in roll.names],
        "items": _shown_items(meeting, items, refused or {}),
        "counts": _counts(meeting, roll, puts),
        "findings": findings,
        "notices": _notices(meeting),
        "to_print": _carried(meeting),
        "region_path": frame.region_path(place),
        "place_name": frame.names_of([place.code])[place.code],
    }
    return TemplateResponse(request, "reviews/meeting.html", context)


def _written(meeting: Meeting) -> list[Put]:
    return [Put(one.case_id, queries.ballot_of(meeting, one)) for one in _open_items(meeting)]


def _shown_items(
    meeting: Meeting, items: Sequence[ItemForm], refused: Mapping[UUID, Sequence[str]]
) -> list[dict[str, Any]]:
    by_case = {one.case_id: one.case for one in _open_items(meeting)}
    shown = queries.as_candidates([by_case[one.case] for one in items])
    return [
        {"form": form, "one": one, "refused": refused.get(form.case, ())}
        for form, one in zip(items, shown, strict=True)
    ]


def _notices(meeting: Meeting) -> list[Any]:
    return list(meeting.notices.order_by("-at"))


def _carried(meeting: Meeting) -> int:
    """How many cases their vote carries into a notice that no notice shows yet."""
    return len(queries.to_list(meeting))


def _minutes_page(
    request: HttpRequest,
    meeting: Meeting,
    *,
    may: bool,
    refused: Mapping[UUID, Sequence[str]] | None = None,
) -> HttpResponseBase:
    place = RegionCode(meeting.region_code)
    items = _open_items(meeting)
    shown = queries.as_candidates([one.case for one in items])
    roll = list(meeting.roll.all())
    rows = [
        {
            "item": item,
            "one": one,
            "result": operations.result_of(meeting, item),
            "refused": (refused or {}).get(item.case_id, ()),
            "href": frame.href_of("casework_case", item.case_id),
        }
        for item, one in zip(items, shown, strict=True)
    ]
    context = {
        "meeting": meeting,
        "rows": rows,
        "present": [one for one in roll if one.present],
        "absent": [one for one in roll if not one.present],
        "may_handle": may,
        "waiting": any(one.state == ItemState.OPEN for one in items)
        and meeting.state == MeetingState.HELD,
        "notices": _notices(meeting),
        "to_print": _carried(meeting) if may else 0,
        "region_path": frame.region_path(place),
        "place_name": frame.names_of([place.code])[place.code],
    }
    return TemplateResponse(request, "reviews/minutes.html", context)
