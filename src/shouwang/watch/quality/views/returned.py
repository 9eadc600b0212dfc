"""The list of findings as Excel for a township, and the same list when it comes back."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel import excel
from shouwang.kernel.errors import ShouwangError
from shouwang.people.models import KIND_NAMES
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act, Kind
from shouwang.people.views.shown import signed_in
from shouwang.regions import queries as regions
from shouwang.watch.quality import operations, queries, reading
from shouwang.watch.quality.errors import QualityError
from shouwang.watch.quality.forms import FindingFilterForm, UploadForm
from shouwang.watch.quality.models import QualityFinding, Severity
from shouwang.watch.quality.queries import wording
from shouwang.watch.quality.queries.lists import ORDERS
from shouwang.watch.quality.queries.policy import packaged
from shouwang.watch.quality.rules import EXPLAINABLE
from shouwang.watch.quality.views import frame
from shouwang.watch.quality.views.findings import answerable, rule_choices

SALT = "quality.returned"
MOST_SHOWN = 50
COLUMNS = [
    excel.Column(reading.NUMBER, excel.Cell.NUMBER, 10),
    excel.Column("乡镇", width=12),
    excel.Column("村", width=12),
    excel.Column("户编号", width=20),
    excel.Column("户主", width=10),
    excel.Column("谁的记录", width=10),
    excel.Column("程度", width=8),
    excel.Column("规则", width=24),
    excel.Column("哪里可疑", width=60),
    excel.Column("谁来办", width=12),
    excel.Column("首次发现", excel.Cell.DAY, 12),
    excel.Column("状态", width=14),
    excel.Column("退回意见", width=24),
    excel.Column(reading.SAID, width=50),
]


@requires(Act.EXPORT)
def export_findings(request: HttpRequest) -> HttpResponseBase:
    """The findings of the list as Excel, with a column for the answers."""
    place = frame.asked_place(request)
    if not permits(request, Act.EXPORT, place):
        return forbidden(request)
    form = FindingFilterForm(request.GET, rule_choices(packaged()))
    sort = frame.sort_word(request, ORDERS, "place")
    tree = regions.tree_for(place.prefix, on=timezone.localdate())
    names = {one.code: one.short_name for one in tree}
    rows = _rows(form.filters(place.prefix), sort, names)
    run = queries.latest_run(place)
    remarks = [
        *frame.remarks(request, place, run.as_of if run else None),
        ("怎样填", f"在“{reading.SAID}”一列写明情况，其他列不要改；填好后在“疑点清单”页上传。"),
    ]
    written = excel.write("疑点清单", COLUMNS, rows, remarks)
    return frame.file_answer(written, f"疑点清单-{place.prefix}.xlsx")


def _rows(filters: queries.Filters, sort: str, names: dict[str, str]) -> Iterator[tuple[Any, ...]]:
    pack = packaged()
    for row in queries.finding_rows(filters, sort).iterator(chunk_size=2000):
        yield (
            row.pk,
            names.get(f"{row.region_code[:9]}000", ""),
            names.get(row.region_code, row.region_code),
            row.household.number,
            row.household.head_name,
            row.person.name if row.person else "全户",
            str(Severity(row.severity).label),
            wording.label(pack, row.rule),
            wording.sentence(pack, row.rule, row.evidence),
            _duty(row),
            row.first_seen,
            row.get_state_display(),
            row.returned,
            row.explanation,
        )


def _duty(row: QualityFinding) -> str:
    return str(KIND_NAMES[Kind(row.duty)]) if row.duty in set(Kind) else row.duty


@requires(Act.EXPLAIN_FINDINGS)
def upload_page(request: HttpRequest) -> HttpResponseBase:
    """A list that comes back: first what would be saved and what is wrong, then saved."""
    if "confirmed" in request.POST:
        return _save(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    shown: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            found = _read(form.cleaned_data["file"])
        except ShouwangError as refusal:
            form.add_error("file", str(refusal))
        else:
            shown |= {
                "found": found,
                "problems": shown_problems(found.problems),
                "signed": signing.dumps(found.sentences, salt=SALT, compress=True),
            }
    return TemplateResponse(request, "quality/upload.html", shown)


def shown_problems(problems: Sequence[reading.Problem]) -> list[dict[str, str]]:
    """Rows that were left out, and why, for the page; the first of many."""
    return [{"message": _where(one), "weight": "warn"} for one in problems[:MOST_SHOWN]]


def _where(problem: reading.Problem) -> str:
    if not problem.row:
        return problem.reason
    return _("第 %(row)s 行：%(reason)s") % {"row": problem.row, "reason": problem.reason}


def _read(file: UploadedFile) -> reading.Explanations:
    with kept(file) as path:
        return reading.explanations(path, file.name or "")


def kept(file: UploadedFile) -> "_Kept":
    """The uploaded file on disk for as long as it is read."""
    return _Kept(file)


class _Kept:
    """A temporary copy of an upload."""

    def __init__(self, file: UploadedFile) -> None:
        self.file = file

    def __enter__(self) -> Path:
        self.folder = tempfile.TemporaryDirectory(prefix="shouwang-quality-")
        path = Path(self.folder.name) / "list"
        with path.open("wb") as target:
            for part in self.file.chunks():
                target.write(part)
        return path

    def __exit__(self, *_: object) -> None:
        self.folder.cleanup()


def _save(request: HttpRequest) -> HttpResponseBase:
    try:
        said = signing.loads(request.POST.get("sentences", ""), salt=SALT, max_age=86_400)
    except signing.BadSignature:
        messages.error(request, _("上传的内容已经过期，请重新上传。"))
        return redirect("quality_upload")
    sentences = {int(number): text for number, text in said.items()}
    own = answerable(request, Act.EXPLAIN_FINDINGS, list(sentences), EXPLAINABLE)
    try:
        rows = operations.explain_many(
            by=signed_in(request),
            at=timezone.now(),
            sentences={row.pk: sentences[row.pk] for row in own},
        )
    except QualityError as refusal:
        messages.error(request, str(refusal))
        return redirect("quality_upload")
    messages.success(request, _("已提交 %(n)s 条说明，等县级审核。") % {"n": len(rows)})
    return redirect("quality_findings")
