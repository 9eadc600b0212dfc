"""The front page: my duties with what shows them kept, my tasks, open findings."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from shouwang.kernel.regioncode import Level, RegionCode
from shouwang.people.permits import duties, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.policies.queries import said
from shouwang.watch.accountability import queries
from shouwang.watch.accountability.models import Severity
from shouwang.watch.accountability.queries import Filters, OpenFindings, Standing, Tally
from shouwang.watch.accountability.queries.tasks import waiting_for
from shouwang.watch.accountability.rules import Duty, duty_lists
from shouwang.watch.accountability.views import frame
from shouwang.watch.accountability.views import tasks as task_views
from shouwang.watch.accountability.views.findings import columns, lines
from shouwang.watch.accountability.views.tasks import may_give

MOST = 5  # rows of a list on this page; the rest is one click away
_LEVELS = {Level.VILLAGE: "village", Level.TOWNSHIP: "township"}
# the page of another room in which one sees the rows behind a count
_PAGES = {
    "late_cases": ("casework", "late=1"),
    "late_clues": ("clues", ""),
    "doubtful_records": ("quality_findings", ""),
    "late_corrections": ("privacy_corrections", ""),
    "late_lists": ("departments", ""),
    "late_findings": ("accountability_ledger", "standing=late"),
    "late_tasks": ("accountability_tasks", "standing=late"),
}


@requires(Act.SEE_SUPERVISION)
def front_page(request: HttpRequest) -> HttpResponseBase:
    """What one answers for, what is late and where, what one has to do."""
    place, today = frame.asked_place(request), timezone.localdate()
    level = _LEVELS.get(place.level, "county")
    late = list(queries.findings(Filters(place.prefix, Standing.LATE), today)[:MOST])
    kinds = _kinds(request, today)
    mine = list(waiting_for(kinds, signed_in(request).pk, place.prefix, today)[:MOST])
    open_now = queries.open_findings(place, today)
    tallies = _tallies(duty_lists()[level], place, today) | {"late_findings": open_now.where}
    worst = [code for tally in tallies.values() if tally for code, _n in tally.worst]
    codes = [*(one.region_code for one in late), *(one.region_code for one in mine)]
    names = frame.names_of([*worst, *codes])
    return TemplateResponse(
        request,
        "accountability/front.html",
        {
            "place": place,
            "duties": [
                _line(duty, tallies[duty.shows], place, names) for duty in duty_lists()[level]
            ],
            "departments": _departments() if level == "county" else [],
            "figures": _figures(place, open_now),
            "finding_columns": columns(),
            "late_findings": lines(late, names),
            "task_columns": task_views.columns(),
            "my_tasks": task_views.lines(mine, names),
            "may_supervise": permits(request, Act.SUPERVISE, place),
            "may_give": may_give(request),
            "may_compare": place.level < Level.TOWNSHIP,
        },
    )


def _kinds(request: HttpRequest, on: date) -> list[str]:
    return sorted({duty.kind.value for duty in duties(request) if duty.period.contains(on)})


def _tallies(listed: Sequence[Duty], place: RegionCode, on: date) -> dict[str, Tally | None]:
    """What shows each duty kept, counted once."""
    return {
        name: queries.counted(name, place, on)
        for name in dict.fromkeys(duty.shows for duty in listed)
    }


def _line(
    duty: Duty, tally: Tally | None, place: RegionCode, names: dict[str, str]
) -> dict[str, Any]:
    where = [
        {"name": names.get(code, code), "n": n, "href": _href(duty.shows, code)}
        for code, n in (tally.worst if tally else ())
    ]
    return {
        "words": said(dict(duty.words), frame.language(), duty.key),
        "cited": duty.cited,
        "verified": duty.verified,
        "shows": duty.shows,
        "count": tally.total if tally else None,
        "where": where,
        "href": _href(duty.shows, place.code),
    }


def _href(shows: str, code: str) -> str:
    name, query = _PAGES[shows]
    href = frame.link(name)
    return f"{href}?place={code}{'&' if query else ''}{query}" if href else ""


def _departments() -> list[dict[str, Any]]:
    return [
        {
            "words": said(dict(duty.words), frame.language(), duty.key),
            "cited": duty.cited,
            "href": frame.link(_PAGES[duty.shows][0]),
        }
        for duty in duty_lists()["department"]
    ]


def _figures(place: RegionCode, found: OpenFindings) -> list[dict[str, Any]]:
    """Open findings by severity; the late ones of each beside it."""
    ledger = reverse("accountability_ledger")
    return [
        {
            "label": Severity(level).label,
            "value": found.open.get(level, 0),
            "late": found.late.get(level, 0),
            "href": f"{ledger}?place={place.code}&severity={level.value}",
        }
        for level in reversed(Severity)
    ]
