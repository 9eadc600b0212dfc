"""Batches, their findings and differences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shouwang.kernel import scope
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.intake.models import BatchDifference, BatchFinding, ImportBatch
from shouwang.watch.intake.targets import TARGETS
from shouwang.watch.registry.models import Household
from shouwang.watch.registry.queries import FIELDS

T = TypeVar("T")
SIZE = 30


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list, and how many rows there are in all."""

    rows: Sequence[T]
    number: int
    total: int
    size: int = SIZE


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that a merge would change, in words."""

    row: int
    household: str
    whose: str
    field: str
    before: str
    after: str


def batches(*, layout: str = "", state: str = "", number: int = 1) -> Page[ImportBatch]:
    """A page of the batches that the scope and the account show, newest first."""
    return _page(every_batch(layout=layout, state=state), number)


def every_batch(*, layout: str = "", state: str = "") -> QuerySet[ImportBatch]:
    """All batches that the scope and the account show, newest first."""
    rows = ImportBatch.objects.select_related("by").order_by("-id")
    if layout:
        rows = rows.filter(layout=layout)
    if state:
        rows = rows.filter(state=state)
    return rows


def batch(number: int) -> ImportBatch | None:
    """One batch with the people in it; None when there is none or it is hidden."""
    people = ("by", "merged_by", "merge_asked_by", "rejected_by", "source")
    return ImportBatch.objects.select_related(*people).filter(pk=number).first()


def anywhere(number: int) -> ImportBatch:
    """A batch for the command line."""
    with scope.entered(scope.Scope.everywhere()):
        return ImportBatch.objects.select_related("by").get(pk=number)


def findings(
    one: ImportBatch, *, code: str = "", weight: str = "", number: int = 1
) -> Page[BatchFinding]:
    """A page of the kept findings of a batch, errors first, by row."""
    return _page(every_finding(one, code=code, weight=weight), number)


def every_finding(one: ImportBatch, *, code: str = "", weight: str = "") -> QuerySet[BatchFinding]:
    """All kept findings of a batch, errors first, by row."""
    rows = BatchFinding.objects.filter(batch=one).order_by("weight", "sheet", "row", "id")
    if code:
        rows = rows.filter(code=code)
    if weight:
        rows = rows.filter(weight=weight)
    return rows


def codes(one: ImportBatch) -> list[tuple[str, str]]:
    """The kinds of findings of a batch with an example of each, most frequent first."""
    said: dict[str, str] = dict(
        BatchFinding.objects.filter(batch=one).order_by("code", "-id").values_list("code", "reason")
    )
    ordered = sorted(one.counts.items(), key=lambda item: -item[1])
    return [(code, f"{said.get(code, code)[:24]}（{count}）") for code, count in ordered]


def differences(one: ImportBatch, number: int = 1) -> Page[Difference]:
    """What a merge would change, field by field, in words."""
    page = _page(BatchDifference.objects.filter(batch=one).order_by("row", "id"), number)
    return Page(_in_words(one, page.rows), page.number, page.total)


def every_difference(one: ImportBatch) -> list[Difference]:
    """All kept differences of a batch, field by field, in words."""
    return _in_words(one, BatchDifference.objects.filter(batch=one).order_by("row", "id"))


def _in_words(one: ImportBatch, rows: Iterable[BatchDifference]) -> list[Difference]:
    labels = TARGETS[one.layout].labels
    return [
        Difference(
            row=row.row,
            household=row.household,
            whose=str(row.whose or ""),
            field=_label(row.field, labels.get(row.field)),
            before=_worded(row.field, row.before),
            after=_worded(row.field, row.after),
        )
        for row in rows
    ]


def counties() -> list[RegionCode]:
    """The counties with households."""
    codes = Household.objects.order_by("region_code").values_list("region_code", flat=True)
    return [RegionCode.of(one) for one in sorted({code[:6] for code in codes.distinct()})]


def _label(field: str, given: str | None) -> str:
    return given or (str(FIELDS[field].label) if field in FIELDS else field)


def _worded(field: str, value: str | None) -> str:
    """A stored value in words: choices by name, amounts in yuan, flags as yes and no."""
    if not value:
        return ""
    if field.endswith("_fen"):
        return f"{int(value) / 100:,.2f}"
    if value in {"true", "false"}:
        return _("是") if value == "true" else _("否")
    known = (
        {str(code): str(name) for code, name in FIELDS[field].choices} if field in FIELDS else {}
    )
    if field.startswith("land."):
        return f"{int(value) / 100:g}"
    return known.get(value, value)


def _page(rows: QuerySet[T], number: int) -> Page[T]:  # type: ignore[type-var]
    total = rows.count()
    number = max(1, min(number, max(1, -(-total // SIZE))))
    return Page(list(rows[(number - 1) * SIZE : number * SIZE]), number, total)
