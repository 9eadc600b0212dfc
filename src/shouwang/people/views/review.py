"""职责复核: every duty in force, why to ask about it, confirmed or ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwang.people import operations, permits, places, queries, rules
from shouwang.people.forms import ReviewFilter
from shouwang.people.models import Duty
from shouwang.people.rules import Act, Known
from shouwang.people.views.lists import PAGE
from shouwang.people.views.shown import signed_in
from shouwang.people.views.taking import taken


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A duty with what makes one ask about it."""

    duty: Any  # a Duty with confirmed_at
    doubts: tuple[str, ...]


@permits.requires(Act.SEE_PEOPLE)
def review(request: HttpRequest) -> HttpResponse:
    """The duties of one's places by their end; those with doubts can be asked for alone."""
    on, form = timezone.localdate(), ReviewFilter(request.GET)
    found = _found(request, form, on)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = list(_rows(list(page.object_list), on))
    return TemplateResponse(
        request,
        "people/review.html",
        {
            "form": form,
            "page": page,
            "rows": rows,
            "columns": _columns(),
            "may_manage": permits.permits(request, Act.MANAGE_PEOPLE),
            "actions": [{"href": reverse("people_confirm"), "label": _("确认仍需要")}],
        },
    )


@permits.requires(Act.MANAGE_PEOPLE)
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Say of the ticked duties that they are still needed."""
    numbers = [
        int(text) for text in request.POST.getlist("picked") if text.isascii() and text.isdigit()
    ]
    if not numbers:
        messages.error(request, _("请先勾选要确认的职责"))
        return redirect("people_review")
    done = operations.confirm_duties(by=signed_in(request), at=timezone.now(), duties=numbers)
    messages.success(request, _("已确认 %(n)s 项") % {"n": done})
    if done < len(numbers):
        left = len(numbers) - done
        messages.warning(
            request, _("%(n)s 项没有确认：自己的职责，或不在您可授予的范围内") % {"n": left}
        )
    return redirect("people_review")


@permits.requires(Act.SEE_PEOPLE)
def export_review(request: HttpRequest) -> HttpResponseBase:
    """The same list as an Excel file; who took it is journalled."""
    on, form = timezone.localdate(), ReviewFilter(request.GET)
    seen = queries.people_places(permits.duties(request), on)
    return taken(
        request,
        _("职责复核"),
        _columns(),
        _rows(_found(request, form, on), on),
        act="people.review_exported",
        region=next(iter(seen), None),
        form=form,
    )


def _found(request: HttpRequest, form: ReviewFilter, on: date) -> list[Reviewed]:
    asked = form.cleaned_data if form.is_valid() else {}
    with queries.people_scope(queries.people_places(permits.duties(request), on)):
        rows = queries.reviewed(on)
        if asked.get("kind"):
            rows = rows.filter(kind=asked["kind"])
        found = [Reviewed(row, _doubts(row, on)) for row in rows]
    wanted = asked.get("doubt", "")
    if wanted == "any":
        return [one for one in found if one.doubts]
    return [one for one in found if not wanted or wanted in one.doubts]


def _doubts(row: Any, on: date) -> tuple[str, ...]:
    account = row.account
    known = Known(
        begins_on=row.begins_on,
        until=row.until,
        confirmed_on=_day(row.confirmed_at),
        used_on=_day(account.seen_at),
        account_made_on=queries.day_of(account.created_at),
    )
    return rules.doubts(known, on)


def _day(at: datetime | None) -> date | None:
    return queries.day_of(at) if at else None


def _rows(found: list[Reviewed], on: date) -> Iterator[dict[str, Any]]:
    named = places.names((one.duty.region_code for one in found), on)
    words = _words()
    for one in found:
        duty: Duty = one.duty
        yield {
            "number": duty.pk,
            "name": duty.account.display_name,
            "username": duty.account.username,
            "href": reverse("people_person", args=[duty.account.username]),
            "duty": f"{duty.get_kind_display()}" + (_("（受托）") if duty.lent_from_id else ""),
            "place": named[duty.region_code],
            "last_on": duty.until - timedelta(days=1),
            "used_on": queries.day_of(duty.account.seen_at) if duty.account.seen_at else None,
            "confirmed_on": queries.day_of(one.duty.confirmed_at)
            if one.duty.confirmed_at
            else None,
            "granted_by": duty.granted_by.display_name,
            "doubts": "、".join(words[code] for code in one.doubts),
        }


def _words() -> dict[str, str]:
    return {
        "never_used": _("从未登录"),
        "unused": _("90天未登录"),
        "unreviewed": _("180天未复核"),
        "ends_soon": _("30天内到期"),
    }


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "name", "label": _("姓名"), "href": "href", "note": "username"},
        {"key": "duty", "label": _("职责")},
        {"key": "place", "label": _("地区")},
        {"key": "last_on", "label": _("最后一天"), "kind": "date"},
        {"key": "used_on", "label": _("最近登录"), "kind": "date"},
        {"key": "confirmed_on", "label": _("上次复核"), "kind": "date"},
        {"key": "doubts", "label": _("需要核对")},
        {"key": "granted_by", "label": _("授予人"), "hidden": True},
    ]
