"""A meeting as its pages show it: the form of a draft, the minutes afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.template.response import TemplateResponse

from shouwang.kernel.findings import Finding
from shouwang.kernel.regioncode import RegionCode
from shouwang.procedures.queries import declaration_of
from shouwang.watch.reviews import operations, queries, rules
from shouwang.watch.reviews.forms import DropForm, ItemForm, MeetingForm
from shouwang.watch.reviews.models import Item, ItemState, Meeting, MeetingState
from shouwang.watch.reviews.operations import Minutes, Put
from shouwang.watch.reviews.rules import Attendance
from shouwang.watch.reviews.views import frame


def open_items(meeting: Meeting) -> list[Item]:
    """What is on the agenda still, decided or not."""
    return [one for one in meeting.items.all() if one.state != ItemState.OFF]


def unbound(meeting: Meeting) -> tuple[MeetingForm, list[ItemForm]]:
    """The forms as they were last kept: of the meeting, and of each case."""
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
    return head, [_item_form(meeting, one, names) for one in open_items(meeting)]


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


def bound(meeting: Meeting, data: QueryDict) -> tuple[MeetingForm, list[ItemForm]]:
    """The forms as they were sent."""
    head = MeetingForm(data)
    head.is_valid()
    names, reasons = head.roll(), _reasons()
    items = [
        ItemForm(data, case=one.case_id, names=names, reasons=reasons)
        for one in open_items(meeting)
    ]
    return head, items


def _reasons() -> Mapping[str, str]:
    return queries.words("review_reasons", frame.language())


def minutes_of(
    meeting: Meeting, head: MeetingForm, items: Sequence[ItemForm], data: QueryDict
) -> Minutes:
    """What was sent, as the minutes that it makes."""
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


def counts(meeting: Meeting, roll: Attendance, puts: Iterable[Put]) -> list[dict[str, Any]]:
    """For each case the heads there are, the heads needed, and what it comes to."""
    by_case = {one.case_id: one for one in open_items(meeting)}
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


def form_page(
    request: HttpRequest,
    meeting: Meeting,
    head: MeetingForm,
    items: Sequence[ItemForm],
    attendance: Attendance | None = None,
    *,
    refused: Mapping[UUID, Sequence[str]] | None = None,
    findings: Sequence[Finding] = (),
    drop: DropForm | None = None,
) -> HttpResponseBase:
    """The page of a draft, with what the votes come to and what stands against them."""
    bound = head.is_bound
    roll = attendance or (
        minutes_of(meeting, head, items, request.POST).attendance
        if bound
        else queries.attendance_of(meeting)
    )
    puts = [one.put() for one in items] if bound else _written(meeting)
    place = RegionCode(meeting.region_code)
    context = {
        "meeting": meeting,
        "revision": request.POST.get("revision") if bound else meeting.revision,
        "form": head,
        "drop": drop or DropForm(auto_id="drop_%s"),
        "names": [{"name": name, "present": name in roll.present} for name in roll.names],
        "items": _shown_items(meeting, items, refused or {}),
        "counts": counts(meeting, roll, puts),
        "findings": findings,
        "notices": _notices(meeting),
        "to_print": _carried(meeting),
        "region_path": frame.region_path(place),
        "place_name": frame.names_of([place.code])[place.code],
    }
    return TemplateResponse(request, "reviews/meeting.html", context)


def _written(meeting: Meeting) -> list[Put]:
    return [Put(one.case_id, queries.ballot_of(meeting, one)) for one in open_items(meeting)]


def _shown_items(
    meeting: Meeting, items: Sequence[ItemForm], refused: Mapping[UUID, Sequence[str]]
) -> list[dict[str, Any]]:
    by_case = {one.case_id: one.case for one in open_items(meeting)}
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


def minutes_page(
    request: HttpRequest,
    meeting: Meeting,
    *,
    may: bool,
    refused: Mapping[UUID, Sequence[str]] | None = None,
    drop: DropForm | None = None,
) -> HttpResponseBase:
    """The page of minutes that are closed, with what came of each case.

    `drop` is a cancelling that was refused: it comes back with the reason that was typed.
    """
    place = RegionCode(meeting.region_code)
    items = open_items(meeting)
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
        "drop": drop,
        "waiting": any(one.state == ItemState.OPEN for one in items)
        and meeting.state == MeetingState.HELD,
        "notices": _notices(meeting),
        "to_print": _carried(meeting) if may else 0,
        "region_path": frame.region_path(place),
        "place_name": frame.names_of([place.code])[place.code],
    }
    return TemplateResponse(request, "reviews/minutes.html", context)
