"""A list taken away as an Excel file: the rows of its page, by whom, when, under which filter."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Model
from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel import excel, journal
from shouwang.kernel.deadlines import Left
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.views.shown import signed_in

_CELLS = {"date": excel.Cell.DAY, "number": excel.Cell.NUMBER}


def taken(
    request: HttpRequest,
    title: str,
    columns: Sequence[Mapping[str, Any]],
    rows: Iterable[Mapping[str, Any]],
    *,
    act: str,
    region: RegionCode | None,
    subject: Model | None = None,
    form: forms.Form | None = None,
) -> FileResponse:
    """The rows as an Excel file; who took them is journalled as the act.

    Columns and rows are those of the page's table: a column's `key`, `label` and `kind` are read.
    """
    sheet = [
        excel.Column(str(one["label"]), _CELLS.get(one.get("kind", ""), excel.Cell.TEXT), 16)
        for one in columns
    ]
    cells = ([_cell(row.get(one["key"])) for one in columns] for row in rows)
    written = excel.write(title, sheet, cells, [*_remarks(request), *_filters(form)])
    journal.record(
        by=signed_in(request),
        act=act,
        subject=subject,
        region=region,
        evidence={"rows": written.rows},
    )
    name = f"{title}-{timezone.localdate()}.xlsx"
    return excel.handed_over(written, name)


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    return str(value) if isinstance(value, Left) else value


def _remarks(request: HttpRequest) -> list[tuple[str, str]]:
    now = timezone.localtime().strftime("%Y-%m-%d %H:%M")
    return [(_("导出人"), str(request.user)), (_("导出时间"), now)]


def _filters(form: forms.Form | None) -> list[tuple[str, str]]:
    """The filter in the words of its bar; what was left open is not said."""
    if form is None or not form.is_valid():
        return []
    return [
        (_("筛选"), f"{field.label}：{_chosen(field, form.cleaned_data[field.name])}")
        for field in form
        if form.cleaned_data.get(field.name)
    ]


def _chosen(field: forms.BoundField, value: Any) -> str:
    named = dict(getattr(field.field, "choices", ()))
    return str(named.get(value, value))
