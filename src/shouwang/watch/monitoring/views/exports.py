"""Every long list as a file: at once, or by the worker when it would take long."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.watch.monitoring import operations
from shouwang.watch.monitoring.models import Export
from shouwang.watch.monitoring.operations import exporting
from shouwang.watch.monitoring.sheets import TITLES, List, Sheet
from shouwang.watch.monitoring.views import frame
from shouwang.watch.registry import finding

MOST_AT_ONCE = 50_000  # rows; more take the web server longer than anybody waits
FORMS = ("xlsx", "csv")
_SHOWN = 20


@requires(Act.EXPORT)
def export(request: HttpRequest, which: str) -> HttpResponseBase:
    """The list that the address filters, as Excel or CSV; a very long one is queued."""
    if which not in {one.value for one in List}:
        raise Http404
    place = frame.asked_place(request)
    if not permits(request, Act.EXPORT, place):
        return forbidden(request)
    query = _cleaned(request.GET)
    sheet = Sheet(List(which), place, query)
    form = request.GET.get("form", "xlsx")
    form = form if form in FORMS else "xlsx"
    total = sheet.count()
    if total > MOST_AT_ONCE:
        asked = operations.request_export(
            by=signed_in(request),
            at=timezone.now(),
            place=place,
            which=which,
            form=form,
            query=query.urlencode(),
            total=total,
        )
        return redirect("export_page", asked.pk)
    return _at_once(request, sheet, form)


def _at_once(request: HttpRequest, sheet: Sheet, form: str) -> HttpResponseBase:
    written = sheet.write(form, signed_in(request).display_name)
    exporting.record(
        by=signed_in(request),
        place=sheet.place,
        which=sheet.which.value,
        form=form,
        query=sheet.query.urlencode(),
        rows=written.rows,
    )
    return frame.file_answer(written, f"{sheet.title}-{sheet.place.prefix}.{form}")


def _cleaned(query: QueryDict) -> QueryDict:
    """The filters alone; a whole identity or telephone number is none."""
    kept = query.copy()
    for name in ("form", "page", "place"):
        kept.pop(name, None)
    if finding.is_telling(kept.get("q", "")):
        kept.pop("q")
    return kept


@requires(Act.EXPORT)
def exports_page(request: HttpRequest) -> HttpResponseBase:
    """The files that one asked for lately."""
    asked = Export.objects.filter(by=signed_in(request)).order_by("-pk")[:_SHOWN]
    rows = [
        {
            "list": TITLES[List(one.list)],
            "form": one.get_form_display(),
            "state": one.get_state_display(),
            "asked_at": one.asked_at,
            "rows": one.rows,
            "href": reverse("export_page", args=[one.pk]),
        }
        for one in asked
    ]
    columns = [
        {"key": "list", "label": _("清单"), "href": "href"},
        {"key": "form", "label": _("格式")},
        {"key": "state", "label": _("状态")},
        {"key": "asked_at", "label": _("时间"), "kind": "instant"},
        {"key": "rows", "label": _("行数"), "kind": "number"},
    ]
    return TemplateResponse(request, "monitoring/exports.html", {"rows": rows, "columns": columns})


def _job(asked: Export) -> dict[str, Any]:
    states = {"queued": "running", "running": "running", "done": "done", "failed": "failed"}
    waiting = _("排队中，前面的任务做完就开始")
    return {
        "label": _("导出%(list)s") % {"list": TITLES[List(asked.list)]},
        "state": states[asked.state],
        "done": asked.rows,
        "total": max(asked.total, asked.rows),
        "unit": _("行"),
        "message": asked.refusal or (waiting if asked.state == Export.State.QUEUED else ""),
        "poll_href": reverse("export_progress", args=[asked.pk]),
    }


def _own(request: HttpRequest, number: int) -> Export:
    found = Export.objects.filter(pk=number, by=signed_in(request)).first()
    if found is None:
        raise Http404
    return found


@requires(Act.EXPORT)
def export_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """One file: its progress, then the file itself."""
    asked = _own(request, number)
    return TemplateResponse(
        request,
        "monitoring/export.html",
        {
            "asked": asked,
            "title": TITLES[List(asked.list)],
            "job": _job(asked),
            "ready": bool(asked.file),
            "kept_hours": int(exporting.KEPT.total_seconds() // 3600),
        },
    )


@requires(Act.EXPORT)
def export_progress(request: HttpRequest, number: int) -> HttpResponseBase:
    """The progress alone; the page reloads when it is over."""
    asked = _own(request, number)
    response = TemplateResponse(request, "monitoring/progress.html", {"job": _job(asked)})
    if asked.state in {Export.State.DONE, Export.State.FAILED}:
        response.headers["HX-Refresh"] = "true"
    return response


@requires(Act.EXPORT)
def export_file(request: HttpRequest, number: int) -> HttpResponseBase:
    """The file, for whoever asked for it and may still export there."""
    asked = _own(request, number)
    place = RegionCode(asked.region_code)
    if not permits(request, Act.EXPORT, place):
        return forbidden(request)
    path = exporting.directory() / asked.file
    if not asked.file or not path.is_file():
        messages.error(request, _("文件已过期删除，请重新导出。"))
        return redirect("export_page", number)
    name = f"{TITLES[List(asked.list)]}-{place.prefix}.{asked.form}"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)
