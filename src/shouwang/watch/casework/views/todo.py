"""The to-do list: what waits for whoever is logged in, the nearest deadline first."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.regioncode import Level
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.taking import taken
from shouwang.watch.casework import queries
from shouwang.watch.casework.queries import Wanted, Which
from shouwang.watch.casework.queries.lists import page as page_of_cases
from shouwang.watch.casework.views import frame
from shouwang.watch.casework.views.lines import columns, lines
from shouwang.watch.monitoring.views import frame as shared

MOST_EXPORTED = 20_000


@requires(Act.SEE_CASES)
def todo(request: HttpRequest) -> HttpResponseBase:
    """Cases of one's places, filtered by the address."""
    form, wanted = frame.asked(request)
    today = timezone.localdate()
    page = page_of_cases(wanted, frame.held(request), today, shared.page_number(request))
    path, names = shared.path_and_names(wanted.place, (case.region_code for case in page.rows))
    title, empty = _words(wanted)
    return TemplateResponse(
        request,
        "casework/todo.html",
        {
            "title": title,
            "empty": empty,
            "form": form,
            # a village has few cases: on its cadre's phone they come before the filters
            "more": ("procedure", "step", "place") if wanted.place.level == Level.VILLAGE else (),
            "region_path": path if request.GET.get("place") else [],
            "columns": columns(finished=wanted.which is Which.FINISHED),
            "rows": lines(page.rows, names, today, hears=permits(request, Act.HEAR_REPORTS)),
            "page": shared.django_page(page),
            "uncounted": page.uncounted,
            "export": reverse("casework_export") if _may_export(request, wanted) else "",
            "many": _many(request, wanted, page.total),
            "overview": frame.overview_href(request),
        },
    )


def _words(wanted: Wanted) -> tuple[str, str]:
    """The page's title, and what an empty list says."""
    return {
        Which.TO_DO: (
            _("待办事项"),
            _("现在没有等您办理的事项。可以在“范围”里看全部在办，或从农户档案的“办理事项”发起。"),
        ),
        Which.LATE: (_("超期事项"), _("没有超期的事项。")),
        Which.OPEN: (_("在办事项"), _("没有在办的事项。从线索或农户档案可以发起。")),
        Which.FINISHED: (_("办结事项"), _("还没有办结的事项。")),
    }[wanted.which]


def _may_export(request: HttpRequest, wanted: Wanted) -> bool:
    return frame.permitted(request, Act.EXPORT, wanted.place)


def _many(request: HttpRequest, wanted: Wanted, total: int) -> dict[str, Any]:
    """The bulk buttons; only of what waits for oneself can many be taken on at once."""
    mine = wanted.which in {Which.TO_DO, Which.LATE}
    if not mine or not total or not permits(request, Act.HANDLE_CASES):
        return {}
    href = frame.address("casework_many")
    if not href:
        return {}
    return {
        "total": total,
        "href": f"{href}?{request.GET.urlencode()}",
        "actions": [{"label": _("一起办理"), "href": f"{href}?{request.GET.urlencode()}"}],
    }


@requires(Act.EXPORT)
def export(request: HttpRequest) -> HttpResponseBase:
    """The same cases as an Excel file; who took it is journalled."""
    form, wanted = frame.asked(request)
    if not _may_export(request, wanted):
        return forbidden(request)
    today = timezone.localdate()
    found = queries.cases(wanted, frame.held(request), today)
    rows = list(found.select_related("version").defer("version__text")[:MOST_EXPORTED])
    names = shared.names_of(case.region_code for case in rows)
    finished = wanted.which is Which.FINISHED
    return taken(
        request,
        _words(wanted)[0],
        [*columns(finished=finished), {"key": "number", "label": _("户编号")}],
        lines(rows, names, today, hears=permits(request, Act.HEAR_REPORTS)),
        act="casework.export",
        region=wanted.place,
        form=form,
    )
