"""Tasks: the list, handing out, one task with its case."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.deadlines import pressing
from shouwang.kernel.findings import Finding as Said
from shouwang.kernel.findings import Reading, refused
from shouwang.kernel.regioncode import Level, RegionCode
from shouwang.people.models import Account, Duty
from shouwang.people.permits import duties, forbidden, permits, requires
from shouwang.people.queries import people_scope
from shouwang.people.rules import Act, Kind
from shouwang.people.views.shown import signed_in
from shouwang.people.views.taking import taken
from shouwang.regions import queries as regions
from shouwang.watch.accountability import operations, queries
from shouwang.watch.accountability.forms import TaskFilterForm, TaskForm
from shouwang.watch.accountability.models import Task
from shouwang.watch.accountability.operations.handing_out import Asked
from shouwang.watch.accountability.views import frame
from shouwang.watch.monitoring.views.frame import own_place

GIVERS = (Kind.COUNTY_OFFICE, Kind.TOWNSHIP_CLERK)


def may_give(request: HttpRequest) -> bool:
    """Whether the person may hand tasks out: the county office and townships."""
    on = timezone.localdate()
    return any(duty.kind in GIVERS and duty.period.contains(on) for duty in duties(request))


@requires(Act.SEE_SUPERVISION, Act.DEPARTMENT_WORK)
def tasks_page(request: HttpRequest) -> HttpResponseBase:
    """Tasks of a place, filtered by the address; an officer of a department sees its own."""
    if not permits(request, Act.SEE_SUPERVISION):
        return redirect("accountability_department")
    place = frame.asked_place(request)
    form = TaskFilterForm(request.GET, places=frame.place_choices(place))
    found = queries.tasks(form.filters(place.prefix), timezone.localdate())
    page = Paginator(found, frame.PAGE_SIZE).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "accountability/tasks.html",
        {
            "form": form,
            "columns": columns(),
            "rows": lines(page.object_list),
            "page": page,
            "may_give": may_give(request),
            "export": reverse("accountability_tasks_export")
            if permits(request, Act.EXPORT, place)
            else "",
        },
    )


@requires(Act.EXPORT)
def export_tasks(request: HttpRequest) -> HttpResponseBase:
    """The same tasks as an Excel file; who took it is journalled."""
    place = frame.asked_place(request)
    if not (permits(request, Act.EXPORT, place) and permits(request, Act.SEE_SUPERVISION, place)):
        return forbidden(request)
    form = TaskFilterForm(request.GET, places=frame.place_choices(place))
    found = queries.tasks(form.filters(place.prefix), timezone.localdate())
    return taken(
        request,
        _("任务清单"),
        columns(),
        lines(found),
        act="accountability.tasks_exported",
        region=place,
        form=form,
    )


def columns() -> list[dict[str, Any]]:
    """The columns of a list of tasks."""
    return [
        {"key": "title", "label": _("任务"), "href": "href", "note": "document"},
        {"key": "place", "label": _("承办单位"), "note": "who"},
        {"key": "due_on", "label": _("办结期限"), "kind": "date"},
        {"key": "step", "label": _("进展"), "note": "left"},
    ]


def lines(found: Iterable[Task], names: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """Tasks as rows of a table; names of places are read unless they are given."""
    rows, words, today = list(found), frame.language(), timezone.localdate()
    if names is None:
        names = frame.names_of(one.region_code for one in rows)
    return [
        {
            "title": one.title,
            "href": reverse("accountability_task", args=[one.pk]),
            "document": one.document,
            "place": names.get(one.region_code, one.region_code),
            "who": str(one.account) if one.account else one.get_duty_display(),
            "due_on": one.due_on,
            "step": queries.step_label(one.case, words),
            "left": pressing(one.due_on, today, finished=one.case.step != "assigned"),
        }
        for one in rows
    ]


@requires(Act.SEE_SUPERVISION)
def new_task(request: HttpRequest) -> HttpResponseBase:
    """Hand a task out."""
    own = own_place()
    if own is None or not may_give(request):
        return forbidden(request)
    form = TaskForm(request.POST or None, _choices(own))
    refusals: tuple[Said, ...] = ()
    if request.method == "POST" and form.is_valid():
        reading = _hand_out(request, form, own)
        if reading.value is not None:
            count = len(reading.value)
            messages.success(request, _("已交给 %(n)s 个地方。") % {"n": count})
            return redirect(f"{reverse('accountability_tasks')}?batch={form.sent_number}")
        refusals = reading.findings
    context = {"form": form, "refusals": refusals}
    return TemplateResponse(request, "accountability/new_task.html", context)


def _choices(own: RegionCode) -> list[tuple[str, Any]]:
    many = [("villages", _("所有村"))]
    if own.level < Level.TOWNSHIP:
        departments = ("departments", _("县级部门"))
        many = [("townships", _("所有乡镇")), *many, departments]
    return [*many, ("one", _("一个地方"))]


def _hand_out(request: HttpRequest, form: TaskForm, own: RegionCode) -> Reading[list[Task]]:
    kept, account = form.cleaned_data, None
    places = _places(kept, own)
    if kept["username"].strip() and len(places) == 1:
        account = _holder(kept["username"].strip(), places[0])
        if account is None:
            return refused("holder_unknown", "这个地方没有该账号的在任职责：请核对账号。")
    return operations.hand_out(
        by=signed_in(request),
        at=timezone.now(),
        batch=form.sent_number,
        places=places,
        asked=Asked(kept["title"], kept["due_on"], kept["what"], kept["document"]),
        account=account,
        departments=[Kind(one) for one in kept["departments"]],
    )


def _places(kept: dict[str, Any], own: RegionCode) -> list[RegionCode]:
    if kept["to"] == "departments":
        return [own]
    if kept["to"] == "one":
        return [kept["place"]]
    level = Level.TOWNSHIP if kept["to"] == "townships" else Level.VILLAGE
    tree = regions.tree_for(own.prefix, on=timezone.localdate())
    return [RegionCode(one.code) for one in tree if one.level == level]


def _holder(username: str, place: RegionCode) -> Account | None:
    """The account of that name, if it holds a duty in just that place today."""
    with people_scope((place,)):
        held = Duty.objects.in_force(timezone.localdate()).filter(region_code=place.code)
        return Account.objects.filter(username=username, pk__in=held.values("account_id")).first()


@requires(Act.SEE_SUPERVISION, Act.DEPARTMENT_WORK)
def task_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """One task: what is asked, where it stands, what to do next."""
    found = queries.task(number)
    if found is None:
        raise Http404
    context, taken_way = frame.moving(request, found.case)
    if taken_way:
        messages.success(request, _("已办理。"))
        return redirect("accountability_task", number)
    today = timezone.localdate()
    return TemplateResponse(
        request,
        "accountability/task.html",
        {
            **context,
            "task": found,
            "place_name": frame.names_of([found.region_code]).get(found.region_code, ""),
            "task_left": pressing(found.due_on, today, finished=found.case.step != "assigned"),
        },
    )
