"""What an officer of a department has to do: its tasks, and steps of cases; no household."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.deadlines import pressing
from shouwang.people.permits import duties, requires
from shouwang.people.rules import Act, HeldDuty
from shouwang.people.rules.duties import OFFICERS
from shouwang.procedures.models import Case
from shouwang.watch.accountability import queries
from shouwang.watch.accountability.queries.departments import (
    case_of_department,
    cases_of_departments,
)
from shouwang.watch.accountability.queries.tasks import TaskFilters
from shouwang.watch.accountability.views import frame
from shouwang.watch.accountability.views.tasks import columns, lines

MOST_CASES = 100
# A case is moved by the room of its subject, where that room lets departments in.
_PAGES = {"application": "produce_application"}


def held(request: HttpRequest) -> list[HeldDuty]:
    """The duties of departments that the person holds today."""
    today = timezone.localdate()
    return [one for one in duties(request) if one.kind in OFFICERS and one.period.contains(today)]


@requires(Act.DEPARTMENT_WORK)
def department_page(request: HttpRequest) -> HttpResponseBase:
    """Tasks given to one's department, and cases whose step waits for it."""
    kinds, today = tuple(sorted({one.kind.value for one in held(request)})), timezone.localdate()
    done = request.GET.get("standing") == "done"
    found = queries.tasks(TaskFilters(standing="done" if done else "open", duties=kinds), today)
    page = Paginator(found, frame.PAGE_SIZE).get_page(request.GET.get("page"))
    cases = [] if done else list(cases_of_departments(kinds, today)[:MOST_CASES])
    return TemplateResponse(
        request,
        "accountability/department.html",
        {
            "done": done,
            "columns": columns(),
            "rows": lines(page.object_list),
            "page": page,
            "case_columns": _case_columns(),
            "cases": [_line(one) for one in cases],
        },
    )


def _case_columns() -> list[dict[str, Any]]:
    return [
        {"key": "title", "label": _("事项"), "href": "href"},
        {"key": "step", "label": _("环节")},
        {"key": "due_on", "label": _("期限"), "kind": "date", "note": "left"},
    ]


def _line(case: Case) -> dict[str, Any]:
    page = _PAGES.get(case.subject_kind)
    href = frame.link(page, case.subject_id) if page else ""
    return {
        "title": case.version.title,
        "href": href or reverse("accountability_department_case", args=[case.pk]),
        "step": queries.step_label(case, frame.language()),
        "due_on": case.due_on,
        "left": pressing(case.due_on, timezone.localdate()),
    }


@requires(Act.DEPARTMENT_WORK)
def department_case_page(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """One case in which the department is asked: where it stands, what to answer."""
    asked = [f"{one.kind.value} {one.region.code[:6]}" for one in held(request)]
    case = case_of_department(number, asked)
    if case is None:
        raise Http404
    context, taken_way = frame.moving(request, case)
    if taken_way:
        messages.success(request, _("已办理。"))
        return redirect("accountability_department")
    return TemplateResponse(
        request, "accountability/department_case.html", {**context, "case": case}
    )
