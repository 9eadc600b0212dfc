"""Departments' lists: what is due, what came, how timely; unmatched rows back to their sender."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from django import forms
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel import journal
from shouwang.kernel.choosing import offer
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.models import Account
from shouwang.people.permits import permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.watch.intake import deadlines, keeping, layouts, operations, reading
from shouwang.watch.intake.deadlines import Standing
from shouwang.watch.intake.forms import month_words
from shouwang.watch.intake.layouts import Layout
from shouwang.watch.intake.models import ImportBatch
from shouwang.watch.intake.queries import departments as queries
from shouwang.watch.intake.views import standing

MONTHS = 12
SHOWN_MONTHS = 6
FILES = 60


class MonthForm(forms.Form):
    """Which month's lists the page shows."""

    month = forms.ChoiceField(label=_("月份"), required=False)

    def __init__(self, data: Any, months: list[date]) -> None:
        super().__init__(data)
        offer(self, "month", [(f"{one:%Y-%m}", month_words(one)) for one in months])

    def period(self, months: list[date]) -> date:
        """The month asked for, else the last whole one."""
        asked = self.data.get("month", "")
        return next((one for one in months if f"{one:%Y-%m}" == asked), months[0])


@requires(Act.UPLOAD_LISTS)
def departments_page(request: HttpRequest) -> HttpResponseBase:
    """The lists of a month: due when, come when, how many rows found their person."""
    county, lists = county_and_lists(request)
    on = timezone.localdate()
    months = deadlines.months_back(on, MONTHS)
    form = MonthForm(request.GET, months)
    period = form.period(months)
    shown = queries.timeliness(county, lists, [period, *months[:SHOWN_MONTHS]], on)
    return TemplateResponse(
        request,
        "intake/departments.html",
        {
            "region_path": standing.region_path(county),
            "form": form,
            "month": month_words(period),
            "columns": owed_columns(),
            "rows": [owed_line(one) for one in shown[period]],
            "late": queries.late_now(county, lists),
            "upload": address("intake_upload") if lists else "",
            "exclusions": permits(request, Act.EXPLAIN_FINDINGS),
            "months": month_columns(months[:SHOWN_MONTHS]),
            "timeliness": month_lines(lists, months[:SHOWN_MONTHS], shown),
        },
    )


def county_and_lists(request: HttpRequest) -> tuple[RegionCode, list[Layout]]:
    """Where the reader hands over lists, and which; 404 nowhere."""
    county = standing.county_of(request)
    if county is None or not isinstance(request.user, Account):
        raise Http404
    own = operations.lists_of(request.user, timezone.localdate())
    return county, [one for one in own if one.department]


def owed_columns() -> list[dict[str, Any]]:
    """The columns of the lists of a month."""
    return [
        {"key": "title", "label": _("清单"), "href": "href", "note": "department"},
        {"key": "standing", "label": _("状态")},
        {"key": "due_on", "label": _("应报日期"), "kind": "date"},
        {"key": "came_at", "label": _("报送时间"), "kind": "instant"},
        {"key": "sender", "label": _("报送人")},
        {"key": "state", "label": _("处理"), "href": "batch_href"},
        {"key": "rows", "label": _("行数"), "kind": "number"},
        {"key": "matched", "label": _("找到人"), "kind": "number"},
        {"key": "unmatched", "label": _("未找到"), "kind": "number", "href": "unmatched_href"},
    ]


def owed_line(owed: queries.Owed) -> dict[str, Any]:
    """How a list of the month stands, as a row shows it."""
    line = {
        "title": owed.layout.title,
        "department": owed.layout.department,
        "href": reverse("departments_list", args=[owed.layout.name]),
        "standing": standing_words(owed),
        "due_on": owed.due_on,
    }
    if owed.batch is not None and owed.batch.at == owed.came_at:
        return line | _file(owed.batch)
    if owed.came_at is not None:
        return line | {"came_at": owed.came_at, "sender": owed.sender, "state": _("同事已报送")}
    return line


def _file(batch: ImportBatch) -> dict[str, Any]:
    """A file handed over, as a row shows it; counts once it was checked."""
    counted = batch.checked_at is not None
    back = counted and batch.unmatched > 0
    return {
        "came_at": batch.at,
        "sender": batch.by.display_name,
        "state": batch.get_state_display(),
        "batch_href": address("intake_batch", batch.pk),
        "rows": batch.rows if counted else None,
        "matched": max(batch.rows - batch.refused - batch.unmatched, 0) if counted else None,
        "unmatched": batch.unmatched if counted else None,
        "unmatched_href": reverse("departments_unmatched", args=[batch.pk]) if back else "",
    }


def address(name: str, *args: object) -> str:
    """The address of a page, "" where this installation has none of that name."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def standing_words(owed: queries.Owed) -> str:
    """How a list stands, in a few words."""
    days = {"n": owed.days}
    match owed.standing:
        case Standing.LATE:
            return _("未报，已迟 %(n)s 天") % days
        case Standing.AHEAD if owed.days == 0:
            return _("未报，今天到期")
        case Standing.AHEAD:
            return _("未报，还有 %(n)s 天") % days
        case Standing.CAME_LATE:
            return _("已报，迟 %(n)s 天") % days
        case Standing.IN_TIME:
            return _("按时已报")


def month_columns(months: list[date]) -> list[dict[str, Any]]:
    """A column for each month, the earliest first."""
    first = {"key": "title", "label": _("清单"), "note": "department"}
    return [
        first,
        *({"key": f"m{one:%Y%m}", "label": month_words(one)} for one in reversed(months)),
    ]


def month_lines(
    lists: list[Layout], months: list[date], shown: dict[date, list[queries.Owed]]
) -> list[dict[str, Any]]:
    """Whether each list came in time, month by month."""
    return [
        {
            "title": one.title,
            "department": one.department,
            **{f"m{month:%Y%m}": _short_words(shown[month][at]) for month in months},
        }
        for at, one in enumerate(lists)
    ]


def _short_words(owed: queries.Owed) -> str:
    """A month that the nightly check never looked at is not called late by so many days."""
    if owed.standing is Standing.LATE and not owed.marked:
        return _("没有报送")
    return standing_words(owed)


@requires(Act.UPLOAD_LISTS)
def list_page(request: HttpRequest, name: str) -> HttpResponseBase:
    """One list: what it is for, its template, every file handed over with hash and sender."""
    county, lists = county_and_lists(request)
    layout = next((one for one in lists if one.name == name), None)
    if layout is None:
        raise Http404
    due = deadlines.due_lists()[layout.name]
    files = list(queries.files_of(county, layout.name)[:FILES])
    return TemplateResponse(
        request,
        "intake/departments_list.html",
        {
            "region_path": standing.region_path(county),
            "layout": layout,
            "due": due,
            "columns": file_columns(),
            "rows": [file_line(one) for one in files],
            "fields": [
                {"label": one.label, "required": one.required, "help": one.help}
                for one in layout.columns
            ],
            "template": address("intake_template", layout.name),
            "upload": address("intake_upload"),
        },
    )


def file_columns() -> list[dict[str, Any]]:
    """The columns of the files of a list."""
    return [
        {"key": "file_name", "label": _("文件"), "href": "batch_href", "note": "digest"},
        {"key": "period", "label": _("所属月份"), "kind": "month"},
        {"key": "came_at", "label": _("报送时间"), "kind": "instant"},
        {"key": "sender", "label": _("报送人")},
        {"key": "state", "label": _("处理")},
        {"key": "rows", "label": _("行数"), "kind": "number"},
        {"key": "matched", "label": _("找到人"), "kind": "number"},
        {"key": "unmatched", "label": _("未找到"), "kind": "number", "href": "unmatched_href"},
    ]


def file_line(batch: ImportBatch) -> dict[str, Any]:
    """A file of a list as a row shows it."""
    return {
        **_file(batch),
        "file_name": batch.file_name,
        "digest": _("校验值 %(digest)s") % {"digest": batch.sha256[:16]},
        "period": queries.month_of(batch),
    }


@requires(Act.UPLOAD_LISTS)
def unmatched_file(request: HttpRequest, number: int) -> HttpResponseBase:
    """Only the rows of a file that met nobody, as they were sent, with the reason before them."""
    _county, lists = county_and_lists(request)
    batch = ImportBatch.objects.filter(pk=number, layout__in=[one.name for one in lists]).first()
    if batch is None or batch.checked_at is None or not batch.unmatched:
        raise Http404
    with transaction.atomic():
        journal.record(
            by=signed_in(request),
            act="intake.download_unmatched",
            subject=batch,
            region=RegionCode(batch.region_code),
            evidence={"layout": batch.layout, "rows": batch.unmatched},
        )
    path = _unmatched_rows(batch)
    file = path.open("rb")
    path.unlink()
    name = _("%(list)s-未找到的人-%(number)s.xlsx") % {
        "list": layouts.layout(batch.layout).title,
        "number": batch.pk,
    }
    return FileResponse(file, as_attachment=True, filename=name)


def _unmatched_rows(batch: ImportBatch) -> Path:
    """A temporary file, to be removed by the caller."""
    found = keeping.findings(batch).filter(code="unmatched")
    with tempfile.NamedTemporaryFile(prefix="shouwang-", suffix=".xlsx", delete=False) as file:
        path = Path(file.name)
    try:
        with keeping.opened(batch) as sent:
            layout = layouts.layout(batch.layout)
            reading.report(sent, layout, found, path, name=batch.file_name, only=found)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path
