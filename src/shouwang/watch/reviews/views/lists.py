"""What waits for a review, the meetings held, the notices that hang; the desk for objections."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Page as DjangoPage
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.deadlines import pressing
from shouwang.kernel.pages import Page, page_of
from shouwang.kernel.regioncode import Level, RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.people.views.taking import taken
from shouwang.watch.reviews import operations, queries
from shouwang.watch.reviews.forms import DeskForm, ListForm
from shouwang.watch.reviews.models import Meeting, Notice
from shouwang.watch.reviews.views import frame

Row = dict[str, Any]


@requires(Act.SEE_CASES)
def reviews_page(request: HttpRequest) -> HttpResponseBase:
    """One of three lists of a place; what ends today stands on top of all."""
    place, form, today = frame.asked_place(request), ListForm(request.GET), timezone.localdate()
    show = _shown(form)
    text = request.GET.get("page", "1")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1
    page = page_of(_found(show, place, form), number, frame.PAGE_SIZE, keys_first=not show)
    path, names = frame.path_and_names(place, (one.region_code for one in page.rows))
    form.name_place(place.code, path[-1]["name"] if path else place.code)
    return TemplateResponse(
        request,
        "reviews/list.html",
        {
            "form": form,
            "show": show,
            "place": place,
            "is_village": frame.is_village(place),
            "region_path": path,
            "columns": _columns(show),
            "rows": _rows(show, page.rows, names, today, partial(frame.may_hold, request)),
            "page": _django_page(page),
            "ending": _ending(place, today),
            "may_handle": frame.may_handle(request, place.code),
            "may_hold": frame.may_hold(request, place.code),
            "may_export": permits(request, Act.EXPORT, place),
            "desk": _desk(request, place),
        },
    )


@requires(Act.EXPORT)
def export_reviews(request: HttpRequest) -> HttpResponseBase:
    """The same list as an Excel file."""
    place, form, today = frame.asked_place(request), ListForm(request.GET), timezone.localdate()
    if not permits(request, Act.EXPORT, place) or not permits(request, Act.SEE_CASES, place):
        return forbidden(request)
    show = _shown(form)
    found = list(_found(show, place, form))
    names = frame.names_of(one.region_code for one in found)
    rows = _rows(show, found, names, today, partial(frame.may_hold, request))
    titles = {"": _("待评议"), "notices": _("公示公告"), "meetings": _("会议")}
    return taken(
        request,
        titles[show],
        _columns(show),
        rows,
        act="reviews.exported",
        region=place,
        form=form,
    )


@requires(Act.HANDLE_CASES)
def desk_page(request: HttpRequest) -> HttpResponseBase:
    """Where a township or county hears objections."""
    place = frame.asked_place(request)
    if place.level not in (Level.COUNTY, Level.TOWNSHIP):
        return redirect("reviews")
    if not frame.may_handle(request, place.code):
        return forbidden(request)
    known = queries.desks([place.code]).get(place.code)
    initial = {"office": known.office, "telephone": known.telephone} if known else {}
    form = DeskForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        operations.enter_desk(
            by=signed_in(request),
            at=timezone.now(),
            region_code=place.code,
            **form.cleaned_data,
        )
        messages.success(request, _("已登记，以后的公示都印这个单位和电话。"))
        return redirect(f"{reverse('reviews')}?place={place.code}")
    context = {"form": form, "place": place, "region_path": frame.region_path(place)}
    return TemplateResponse(request, "reviews/desk.html", context)


def _shown(form: ListForm) -> str:
    form.is_valid()
    return str(form.cleaned_data.get("show", ""))


def _found(show: str, place: RegionCode, form: ListForm) -> QuerySet[Any]:
    kind = form.cleaned_data.get("kind", "")
    if show == "notices":
        return queries.notices(place)
    if show == "meetings":
        found = queries.meetings(place)
        return found.filter(kind=kind) if kind else found
    return queries.waiting(place, kind)


def _django_page(page: Page[Any]) -> DjangoPage[Any]:
    return DjangoPage(list(page.rows), page.number, Paginator(range(page.total), page.size))


def _desk(request: HttpRequest, place: RegionCode) -> Mapping[str, Any] | None:
    """The desk of a township or county that may be entered here."""
    if place.level not in (Level.COUNTY, Level.TOWNSHIP):
        return None
    if not frame.may_handle(request, place.code):
        return None
    return {"known": queries.desks([place.code]).get(place.code)}


def _ending(place: RegionCode, today: date) -> list[Row]:
    """Notices that hang and end today or are over."""
    hanging = queries.posted(queries.notices(place, state="posted")[:200], today)
    rows = [one for one in hanging if one.left is not None and one.left <= 1 and one.standing]
    return [
        {
            "number": one.notice.number,
            "href": reverse("notice", args=[one.notice.pk]),
            "over": one.over,
            "standing": one.standing,
        }
        for one in rows
        if one.notice.kind == "notice"
    ]


def _columns(show: str) -> list[Row]:
    village = {"key": "village", "label": _("所在村")}
    if show == "notices":
        return [
            {"key": "number", "label": _("文号"), "href": "href", "note": "matter"},
            village,
            {"key": "count", "label": _("户数"), "kind": "number"},
            {"key": "posted_on", "label": _("张贴日期"), "kind": "date"},
            {"key": "ends_on", "label": _("公示至"), "kind": "date", "note": "left"},
            {"key": "state", "label": _("状态")},
        ]
    if show == "meetings":
        return [
            {"key": "held_on", "label": _("会议日期"), "kind": "date", "href": "href"},
            village,
            {"key": "kind", "label": _("会议")},
            {"key": "cases", "label": _("事项"), "kind": "number"},
            {"key": "came", "label": _("实到"), "kind": "number"},
            {"key": "members", "label": _("应到"), "kind": "number"},
            {"key": "state", "label": _("状态")},
        ]
    return [
        {"key": "name", "label": _("户主"), "href": "href", "note": "group"},
        village,
        {"key": "matter", "label": _("事项"), "note": "step"},
        {"key": "since", "label": _("进入评议"), "kind": "date"},
        {"key": "due_on", "label": _("期限"), "kind": "date", "note": "left"},
        {"key": "agenda", "label": _("评议会"), "href": "agenda_href"},
    ]


def _rows(
    show: str,
    found: Sequence[Any],
    names: Mapping[str, str],
    today: date,
    may_hold: Callable[[str], bool],
) -> list[Row]:
    if show == "notices":
        return [_notice_row(one, names) for one in queries.posted(found, today)]
    if show == "meetings":
        return [_meeting_row(one, names) for one in found]
    shown = queries.as_candidates(found)
    may = {code: may_hold(code) for code in {one.case.region_code for one in shown}}
    return [_waiting_row(one, names, today, may[one.case.region_code]) for one in shown]


def _notice_row(one: queries.Posted, names: Mapping[str, str]) -> Row:
    notice: Notice = one.notice
    return {
        "number": notice.number,
        "href": reverse("notice", args=[notice.pk]),
        "matter": notice.matter,
        "village": names[notice.region_code],
        "count": notice.count,  # type: ignore[attr-defined]  # annotated by the query
        "posted_on": notice.posted_on,
        "ends_on": one.ends_on,
        "left": left_in_words(one),
        "state": notice.get_state_display(),
    }


def left_in_words(one: queries.Posted) -> str:
    """How long a notice still hangs, as lists say it."""
    if one.notice.state != "posted":
        return ""
    if one.left is None:
        return _("放假安排未公布，算不出到期日")
    if one.over:
        return _("已期满")
    return _("今天到期") if one.left == 1 else _("还有 %(n)s 天") % {"n": one.left}


def _meeting_row(one: Meeting, names: Mapping[str, str]) -> Row:
    return {
        "held_on": one.held_on,
        "href": reverse("review", args=[one.pk]),
        "village": names[one.region_code],
        "kind": one.get_kind_display(),
        "cases": one.cases,  # type: ignore[attr-defined]  # annotated by the query
        "came": one.came,  # type: ignore[attr-defined]
        "members": one.members,  # type: ignore[attr-defined]
        "state": one.get_state_display(),
    }


def _waiting_row(
    one: queries.Candidate, names: Mapping[str, str], today: date, may_hold: bool
) -> Row:
    case, (agenda, agenda_href) = one.case, _meeting_of(one, may_hold)
    return {
        "name": one.name,
        "href": frame.href_of("casework_case", case.pk),
        "group": one.group,
        "village": names[case.region_code],
        "matter": one.matter,
        "step": one.step,
        "since": case.entered_on,
        "due_on": case.due_on,
        "left": pressing(case.due_on, today),
        "agenda": agenda,
        "agenda_href": agenda_href,
    }


def _meeting_of(one: queries.Candidate, may_hold: bool) -> tuple[str, str]:
    """The meeting that has the case on its agenda, or how to begin one, for whoever may."""
    if one.elsewhere is not None:
        meeting = one.elsewhere.meeting
        return _("%(day)s 的会议") % {"day": meeting.held_on}, reverse("review", args=[meeting.pk])
    if may_hold:
        return _("开评议会"), f"{reverse('review_new')}?case={one.case.pk}"
    return _("待村里开会"), ""


def options(found: Iterable[queries.Candidate]) -> list[tuple[str, str]]:
    """Cases as a form offers them."""
    return [
        (str(one.case.pk), "　".join(filter(None, (one.name, one.group, one.matter))))
        for one in found
    ]
