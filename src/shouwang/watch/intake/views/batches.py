"""Lists on their way into the registry: hand over, watch, look through, merge or send back."""

import os
import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Page as DjangoPage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from shouwang.kernel.errors import ShouwangError
from shouwang.kernel.regioncode import RegionCode
from shouwang.people import rules as people_rules
from shouwang.people.permits import duties, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.regions import queries as regions
from shouwang.watch.intake import keeping, operations, queries, reading
from shouwang.watch.intake.errors import FileGone, FileTooLarge
from shouwang.watch.intake.forms import BatchFilterForm, FindingFilterForm, RejectForm, UploadForm
from shouwang.watch.intake.layouts import Layout, LayoutUnknown, layout, workbook
from shouwang.watch.intake.models import REJECTABLE, ImportBatch, State
from shouwang.watch.intake.queries import Page
from shouwang.watch.intake.queries.departments import month_of
from shouwang.watch.intake.reading.limits import MEGABYTE, limits

_TONES = {
    State.MERGED: "done",
    State.STOPPED: "bad",
    State.FAILED: "bad",
    State.REJECTED: "bad",
    State.CHECKED: "note",
}


@requires(Act.UPLOAD_LISTS)
def intake_page(request: HttpRequest) -> HttpResponseBase:
    """Batches of one's places and one's own, newest first, and the way to a new one."""
    lists = operations.lists_of(signed_in(request), timezone.localdate())
    form = BatchFilterForm(request.GET, lists)
    page = queries.batches(
        layout=form.kept("list"), state=form.kept("state"), number=_number(request)
    )
    names = regions.names({one.region_code for one in page.rows}, on=timezone.localdate())
    rows = [batch_line(one, names) for one in page.rows]
    return TemplateResponse(
        request,
        "intake/intake.html",
        {"form": form, "rows": rows, "columns": batch_columns(), "page": _django_page(page),
         "export": reverse("intake_export"),
         **_templates(lists)},
    )  # fmt: skip


def batch_line(one: ImportBatch, names: dict[str, str]) -> dict[str, Any]:
    """A batch as a row shows it."""
    return {
        "title": layout(one.layout).title,
        "href": reverse("intake_batch", args=[one.pk]),
        "file": one.file_name,
        "period": month_of(one) if layout(one.layout).department else None,
        "place": names.get(one.region_code, one.region_code),
        "state": one.get_state_display(),
        "who": one.by.display_name,
        "at": one.at,
        **{name: getattr(one, name) for name in ("rows", "refused", "new", "changed", "unmatched")},
    }


def batch_columns() -> list[dict[str, Any]]:
    """The columns of the list of batches."""
    return [
        {"key": "title", "label": _("清单"), "href": "href", "note": "file"},
        {"key": "period", "label": _("所属月份"), "kind": "month"},
        {"key": "state", "label": _("状态")},
        {"key": "place", "label": _("范围")},
        {"key": "rows", "label": _("行数"), "kind": "number"},
        {"key": "refused", "label": _("有误"), "kind": "number"},
        {"key": "new", "label": _("新增"), "kind": "number"},
        {"key": "changed", "label": _("变更"), "kind": "number"},
        {"key": "unmatched", "label": _("未匹配"), "kind": "number"},
        {"key": "who", "label": _("上传人")},
        {"key": "at", "label": _("上传时间"), "kind": "instant"},
    ]


# The protection against forged requests reads the whole body to find its token. A body that is far
# too large is refused by its announced length before; the form itself is protected as any other.
@csrf_exempt
@requires(Act.UPLOAD_LISTS)
def upload(request: HttpRequest) -> HttpResponseBase:
    """The form to hand a file over; a second press of the button shows the batch of the first."""
    limit, announced = limits().file, str(request.META.get("CONTENT_LENGTH") or "0")
    if announced.isdecimal() and int(announced) > limit + MEGABYTE:
        size = int(announced) // MEGABYTE
        messages.error(request, str(FileTooLarge(size=size, limit=limit // MEGABYTE)))
        request.method = "GET"  # the body stays unread
    return _upload(request)


@csrf_protect
def _upload(request: HttpRequest) -> HttpResponseBase:
    today = timezone.localdate()
    lists = operations.lists_of(signed_in(request), today)
    sent = request.method == "POST"
    form = UploadForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        lists=lists,
        places=_places(request),
        today=today,
        chosen=request.GET.get("list", ""),
    )
    if sent and form.is_valid():
        try:
            batch = _receive(request, form)
        except ShouwangError as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("intake_batch", batch.pk)
    return TemplateResponse(request, "intake/upload.html", {"form": form, **_templates(lists)})


def _templates(lists: list[Layout]) -> dict[str, Any]:
    """The lists that the person hands over, each a link to its template."""
    return {
        "templates": [
            {
                "title": one.title,
                "href": reverse("intake_template", args=[one.name]),
                "department": one.department or _("乡镇"),
            }
            for one in lists
        ],
        "template_columns": [
            {"key": "title", "label": _("清单"), "href": "href"},
            {"key": "department", "label": _("由谁提供")},
        ],
    }


def _places(request: HttpRequest) -> list[tuple[str, str]]:
    """Where the person may hand lists over: the place of each duty that says so."""
    today = timezone.localdate()
    found = people_rules.places(duties(request), Act.UPLOAD_LISTS, today)
    names = regions.names(found, on=today)
    return [(one.code, names.get(one.code, one.code)) for one in found]


def _receive(request: HttpRequest, form: UploadForm) -> ImportBatch:
    kept = form.cleaned_data
    path = _on_disk(kept["file"])
    try:
        return operations.receive(
            operations.Handover(
                list=kept["list"],
                region_code=kept["place"],
                path=path,
                file_name=Path(kept["file"].name).name,
                as_of=kept["as_of"],
                period=form.period_of(),
            ),
            by=signed_in(request),
            at=timezone.now(),
        )
    finally:
        path.unlink(missing_ok=True)


def _on_disk(file: UploadedFile) -> Path:
    """The upload as a file of its own, copied piece by piece. Raises FileTooLarge."""
    limit = limits().file
    if (file.size or 0) > limit:
        raise FileTooLarge(size=(file.size or 0) // MEGABYTE, limit=limit // MEGABYTE)
    handle, name = tempfile.mkstemp(prefix="shouwang-upload-")
    with os.fdopen(handle, "wb") as copy:
        for piece in file.chunks():
            copy.write(piece)
    return Path(name)


@requires(Act.UPLOAD_LISTS)
def batch_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """One batch: its progress, what was found, what a merge would change, and the decision."""
    batch = batch_or_404(number)
    form = FindingFilterForm(request.GET, queries.codes(batch))
    found = queries.findings(
        batch, code=form.kept("code"), weight=form.kept("weight"), number=_number(request)
    )
    differs = queries.differences(batch, _number(request, "differences"))
    return TemplateResponse(
        request,
        "intake/batch.html",
        {
            "batch": batch,
            "title": layout(batch.layout).title,
            "tone": _TONES.get(State(batch.state), ""),
            "place": _place_name(batch),
            "period": month_of(batch) if layout(batch.layout).department else None,
            "job": _job(batch),
            "form": form,
            "findings": found.rows,
            "finding_columns": finding_columns(),
            "export_findings": reverse("intake_findings_export", args=[batch.pk]),
            "export_differences": reverse("intake_differences_export", args=[batch.pk]),
            "page": _django_page(found),
            "kept_findings": sum(batch.counts.values()),
            "differences": differs.rows,
            "difference_columns": difference_columns(),
            "difference_total": differs.total,
            "next_differences": differs.number + 1
            if differs.number * differs.size < differs.total
            else 0,
            "reject_form": RejectForm(),
            **_decisions(request, batch),
        },
    )


def _decisions(request: HttpRequest, batch: ImportBatch) -> dict[str, bool]:
    place = _place(batch)
    office = permits(request, Act.MERGE_LISTS, place)
    own = batch.by_id == request.user.pk
    return {
        "may_merge": office and batch.state == State.CHECKED,
        "may_reject": (office or own) and batch.state in REJECTABLE,
        "may_take_back": office and batch.state == State.ASKED,
        "own": own,
    }


@requires(Act.UPLOAD_LISTS)
def batch_progress(request: HttpRequest, number: int) -> HttpResponseBase:
    """The progress alone, asked for again and again; the page reloads when it is over."""
    batch = batch_or_404(number)
    response = TemplateResponse(request, "intake/progress.html", {"job": _job(batch)})
    if not batch.under_way:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
@requires(Act.MERGE_LISTS)
def merge(request: HttpRequest, number: int) -> HttpResponseBase:
    """Ask for the merge; the worker does it."""
    batch = batch_or_404(number)
    return _acted(
        request,
        batch,
        lambda: operations.request_merge(batch.pk, by=signed_in(request), at=timezone.now()),
    )


@require_POST
@requires(Act.UPLOAD_LISTS)
def reject(request: HttpRequest, number: int) -> HttpResponseBase:
    """Send the batch back, or withdraw one's own."""
    batch = batch_or_404(number)
    reason = request.POST.get("reason", "")
    return _acted(
        request,
        batch,
        lambda: operations.reject(
            batch.pk, by=signed_in(request), at=timezone.now(), reason=reason
        ),
    )


@require_POST
@requires(Act.MERGE_LISTS)
def take_back(request: HttpRequest, number: int) -> HttpResponseBase:
    """Undo the asking for a merge that has not begun."""
    batch = batch_or_404(number)
    return _acted(
        request,
        batch,
        lambda: operations.take_back(batch.pk, by=signed_in(request), at=timezone.now()),
    )


@requires(Act.UPLOAD_LISTS)
def report(request: HttpRequest, number: int) -> HttpResponseBase:
    """The file as it came, with a column of reasons; `only=unmatched` keeps those rows alone."""
    batch = batch_or_404(number)
    only = request.GET.get("only", "")
    handle, name = tempfile.mkstemp(prefix="shouwang-report-", suffix=".xlsx")
    os.close(handle)
    out = Path(name)
    try:
        found = keeping.findings(batch)
        rows = found.filter(code=only).select("_sheet", "_row").unique() if only else None
        with keeping.opened(batch) as path:
            kind = layout(batch.layout)
            reading.report(path, kind, found, out, name=batch.file_name, only=rows)
        operations.note_download(batch, by=signed_in(request), only=only)
        file = out.open("rb")
    except FileGone as refusal:
        messages.error(request, str(refusal))
        return redirect("intake_batch", batch.pk)
    finally:
        out.unlink(missing_ok=True)
    name = f"{Path(batch.file_name).stem}-{_('未匹配') if only else _('带原因')}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name)


@requires(Act.UPLOAD_LISTS)
def template(request: HttpRequest, name: str) -> HttpResponseBase:
    """The Excel template of a list."""
    try:
        kind = layout(name)
    except LayoutUnknown as error:
        raise Http404 from error
    handle, path = tempfile.mkstemp(prefix="shouwang-template-", suffix=".xlsx")
    os.close(handle)
    out = Path(path)
    try:
        workbook(kind, out)
        file = out.open("rb")
    finally:
        out.unlink(missing_ok=True)
    return FileResponse(file, as_attachment=True, filename=f"{kind.title}-{_('模板')}.xlsx")


def _acted(request: HttpRequest, batch: ImportBatch, act: Any) -> HttpResponseBase:
    try:
        act()
    except ShouwangError as refusal:
        messages.error(request, str(refusal))
    return redirect("intake_batch", batch.pk)


def _job(batch: ImportBatch) -> dict[str, Any]:
    states = {State.MERGED: "done", State.FAILED: "failed"}
    return {
        "label": layout(batch.layout).title,
        "state": "running" if batch.under_way else states.get(State(batch.state), "done"),
        "done": batch.percent,
        "total": 100,
        "unit": "%",
        "message": batch.step,
        "poll_href": reverse("intake_progress", args=[batch.pk]),
        "href": reverse("intake_batch", args=[batch.pk]),
    }


def finding_columns() -> list[dict[str, Any]]:
    """The columns of what was found in a file."""
    return [
        {"key": "row", "label": _("行号"), "note": "sheet"},
        {"key": "column", "label": _("列")},
        {"key": "value", "label": _("填写内容")},
        {"key": "reason", "label": _("问题")},
    ]


def difference_columns() -> list[dict[str, Any]]:
    """The columns of what a merge would change."""
    return [
        {"key": "household", "label": _("户编号"), "note": "whose"},
        {"key": "field", "label": _("项目")},
        {"key": "before", "label": _("变更前")},
        {"key": "after", "label": _("变更后")},
        {"key": "row", "label": _("行号"), "kind": "number"},
    ]


def batch_or_404(number: int) -> ImportBatch:
    """The batch of an address."""
    batch = queries.batch(number)
    if batch is None:
        raise Http404
    return batch


def _place(batch: ImportBatch) -> RegionCode:
    """The batch's place as a value."""
    return RegionCode(batch.region_code)


def _place_name(batch: ImportBatch) -> str:
    names = regions.names([batch.region_code], on=timezone.localdate())
    return names.get(batch.region_code, batch.region_code)


def _number(request: HttpRequest, name: str = "page") -> int:
    text = request.GET.get(name, "1")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1


def _django_page(page: Page[Any]) -> DjangoPage:
    """Our page for the pager, which knows Django's."""
    paginator = Paginator(range(page.total), page.size)
    return DjangoPage(list(page.rows), page.number, paginator)
