"""Every list of the intake as an Excel file: all rows of its page, under the same filter."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel import scope
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.people.views.taking import taken
from shouwang.regions import queries as regions
from shouwang.watch.intake import deadlines, operations, queries
from shouwang.watch.intake.forms import BatchFilterForm, FindingFilterForm
from shouwang.watch.intake.layouts import layout
from shouwang.watch.intake.queries import departments as owing
from shouwang.watch.intake.queries import exclusion as checks
from shouwang.watch.intake.views import batches, departments, exclusions, standing

Column = Mapping[str, Any]


@requires(Act.UPLOAD_LISTS)
def export_batches(request: HttpRequest) -> HttpResponseBase:
    """The batches that the page lists."""
    today = timezone.localdate()
    form = BatchFilterForm(request.GET, operations.lists_of(signed_in(request), today))
    found = list(queries.every_batch(layout=form.kept("list"), state=form.kept("state")))
    names = regions.names({one.region_code for one in found}, on=today)
    title, *others = batches.batch_columns()
    return taken(
        request,
        _("导入与清单"),
        [title, {"key": "file", "label": _("文件")}, *others],
        (_in_months(batches.batch_line(one, names)) for one in found),
        act="intake.batches_exported",
        region=_place(),
        form=form,
    )


@requires(Act.UPLOAD_LISTS)
def export_findings(request: HttpRequest, number: int) -> HttpResponseBase:
    """What was found in a file, as its page keeps it; the file with its reasons has everything."""
    batch = batches.batch_or_404(number)
    form = FindingFilterForm(request.GET, queries.codes(batch))
    found = queries.every_finding(batch, code=form.kept("code"), weight=form.kept("weight"))
    row, *others = batches.finding_columns()
    return taken(
        request,
        _("检查发现的问题"),
        [{"key": "sheet", "label": _("工作表")}, row, *others],
        found.values("sheet", "row", "column", "value", "reason").iterator(),
        act="intake.findings_exported",
        region=RegionCode(batch.region_code),
        subject=batch,
        form=form,
    )


@requires(Act.UPLOAD_LISTS)
def export_differences(request: HttpRequest, number: int) -> HttpResponseBase:
    """What a merge would change, as its page keeps it."""
    batch = batches.batch_or_404(number)
    household, *others = batches.difference_columns()
    return taken(
        request,
        _("合并会改动的内容"),
        [household, {"key": "whose", "label": _("姓名")}, *others],
        (asdict(one) for one in queries.every_difference(batch)),
        act="intake.differences_exported",
        region=RegionCode(batch.region_code),
        subject=batch,
    )


@requires(Act.UPLOAD_LISTS)
def export_departments(request: HttpRequest) -> HttpResponseBase:
    """The lists of a month: due when, come when."""
    county, lists = departments.county_and_lists(request)
    on = timezone.localdate()
    months = deadlines.months_back(on, departments.MONTHS)
    form = departments.MonthForm(request.GET, months)
    title, *others = departments.owed_columns()
    return taken(
        request,
        _("部门清单"),
        [title, _department(), *others],
        map(departments.owed_line, owing.owed(county, lists, form.period(months), on)),
        act="intake.departments_exported",
        region=county,
        form=form,
    )


@requires(Act.UPLOAD_LISTS)
def export_timeliness(request: HttpRequest) -> HttpResponseBase:
    """Whether each list came in time over the last months."""
    county, lists = departments.county_and_lists(request)
    on = timezone.localdate()
    months = deadlines.months_back(on, departments.SHOWN_MONTHS)
    title, *others = departments.month_columns(months)
    shown = owing.timeliness(county, lists, months, on)
    return taken(
        request,
        _("近六个月是否按时"),
        [title, _department(), *others],
        departments.month_lines(lists, months, shown),
        act="intake.timeliness_exported",
        region=county,
    )


@requires(Act.UPLOAD_LISTS)
def export_files(request: HttpRequest, name: str) -> HttpResponseBase:
    """Every file of a list with hash and sender."""
    county, lists = departments.county_and_lists(request)
    if name not in {one.name for one in lists}:
        raise Http404
    file, *others = departments.file_columns()
    return taken(
        request,
        layout(name).title,
        [file, {"key": "sha256", "label": _("文件指纹")}, *others],
        (
            _in_months(departments.file_line(one)) | {"sha256": one.sha256}
            for one in owing.files_of(county, name)
        ),
        act="intake.files_exported",
        region=county,
    )


@requires(Act.EXPORT)
def export_exclusions(request: HttpRequest) -> HttpResponseBase:
    """The hits of a place under the filter of the page."""
    place, form = standing.asked_place(request), exclusions.FilterForm(request.GET)
    hits = list(checks.hits(place, form.filters(), timezone.localdate()))
    names = standing.place_names(hit.region_code for hit in hits)
    return taken(
        request,
        _("排查比对"),
        _with_notes(exclusions.hit_columns()),
        (exclusions.hit_line(hit, names) for hit in hits),
        act="intake.exclusions_exported",
        region=place,
        form=form,
    )


def _with_notes(columns: Sequence[Column]) -> list[Column]:
    """A column of its own for what the page writes small under a cell."""
    notes = {"household": _("所在户"), "detail": _("具体情况"), "late": _("超期")}
    found: list[Column] = []
    for one in columns:
        found.append(one)
        if one.get("note") in notes:
            found.append({"key": one["note"], "label": notes[one["note"]]})
    return found


def _department() -> Column:
    return {"key": "department", "label": _("由谁提供")}


def _in_months(line: dict[str, Any]) -> dict[str, Any]:
    """The month as a page writes it, not as its first day."""
    period = line.get("period")
    return line | {"period": f"{period:%Y-%m}" if isinstance(period, date) else ""}


def _place() -> RegionCode | None:
    """The first place of the reader's scope; a department's officer has none."""
    return next((RegionCode.of(prefix) for prefix in scope.current().prefixes), None)
