"""Printing: each paper gets its number and code, is recorded, and then made."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Count
from django.utils.translation import override

from shouwang.kernel import excel, journal
from shouwang.kernel.journal import Subject
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.papers import queries, rendering, rules
from shouwang.watch.papers.errors import NothingToPrint
from shouwang.watch.papers.models import Paper, Printing, Verification
from shouwang.watch.papers.rendering import Stamp
from shouwang.watch.papers.rules import Letter, Shape, Sheet
from shouwang.watch.registry.models import Household
from shouwang.watch.registry.queries import brought_to

MEDIA = {
    Shape.PDF: "application/pdf",
    Shape.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Shape.EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_WIDTHS = {"户编号": 22, "其他家庭成员": 40, "类别": 18}
_COUNTS = {"序号", "人口（人）"}


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be printed, as what, of which day, for which office, by whom, when.

    `address` is where papers are verified; the code follows it.
    """

    sheet: Sheet | Letter
    shape: Shape
    as_of: date
    office: str
    address: str
    by: AbstractBaseUser
    at: datetime
    on: date  # the day of `at` where the office is


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished paper: the file and its name, or for a page only the fields."""

    fields: dict[str, Any]
    content: bytes
    name: str
    media_type: str


@transaction.atomic
@override("zh-hans")  # papers are in Chinese whatever the language of the pages
def print_sheet(request: Request, household: Household) -> Printed:
    """Print one paper of one household.

    Raises NothingToPrint for a day before it was opened, FontsMissing, TemplateBroken; then nothing
    is recorded.
    """
    found = queries.content_of(household, request.as_of, request.on)
    if found is None:
        raise NothingToPrint()
    (fields,) = _sheets(request, [found])
    content = _made(request, fields)
    _journal(request, [fields], subject=household, region=household.region_code)
    return _printed(request, fields, content, f"{fields['title']}-{household.number}")


@transaction.atomic
@override("zh-hans")
def print_roll(request: Request, prefix: str, categories: Sequence[str] = ()) -> Printed:
    """Print the roll of a place. Raises NothingToPrint, FontsMissing, TemplateBroken."""
    roll = queries.roll(prefix, request.as_of, categories)
    if not roll.households:
        raise NothingToPrint()
    place = RegionCode.of(prefix)
    (stamp,) = stamps(request, [(None, place.code)])
    fields = rendering.roll_fields(roll, stamp, request.as_of)
    content = _made(request, fields, roll)
    _journal(request, [fields], subject=Subject("place", place.code), region=place.code)
    return _printed(request, fields, content, f"{fields['title']}-{request.as_of}")


def sheet_fields_of(request: Request, homes: Sequence[Household]) -> list[dict[str, Any]]:
    """The fields of a paper for each household, stamped and recorded, in one transaction."""
    return _sheets(request, queries.contents(homes, request.as_of))


def _sheets(request: Request, contents: Sequence[queries.Content]) -> list[dict[str, Any]]:
    homes = [content.household for content in contents]
    brought = brought_to([home.pk for home in homes], request.on)
    counts = Paper.objects.filter(household__in=brought, removed_at=None).order_by()
    papers: dict[int, int] = defaultdict(int)
    for filed, count in counts.values_list("household").annotate(Count("pk")):
        papers[brought[filed][0]] += count
    made = stamps(request, [(home.pk, home.region_code) for home in homes])
    sheet = Sheet(request.sheet.value)
    return [
        rendering.sheet_fields(sheet, content, stamp, papers[content.household.pk])
        for content, stamp in zip(contents, made, strict=True)
    ]


def roll_parts(
    request: Request, prefix: str, categories: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """The rolls of a place village by village, each a paper of its own, stamped and recorded."""
    roll = queries.roll(prefix, request.as_of, categories)
    made = stamps(request, [(None, village.code) for village in roll.villages])
    for village, stamp in zip(roll.villages, made, strict=True):
        one = queries.Roll(village.place, [village])
        yield rendering.roll_fields(one, stamp, request.as_of)


def stamps(request: Request, of: Sequence[tuple[int | None, str]]) -> list[Stamp]:
    """A number and a code for each paper, (household, place); recorded in two statements."""
    made = Verification.objects.bulk_create(
        Verification(
            code=rules.new_code(),
            kind=request.sheet.value,
            county=place[:6],
            office=request.office,
            printed_on=request.on,
        )
        for _household, place in of
    )
    Printing.objects.bulk_create(
        Printing(
            verification=one,
            household_id=household,
            region_code=place,
            as_of=request.as_of,
            shape=request.shape.value,
            by_id=request.by.pk,
            at=request.at,
        )
        for one, (household, place) in zip(made, of, strict=True)
    )
    return [
        Stamp(one.number, one.code, f"{request.address}{one.code}/", one.office, one.printed_on)
        for one in made
    ]


def excel_roll(request: Request, roll: queries.Roll, number: str) -> bytes:
    """The roll as an Excel file."""
    columns = [
        excel.Column(
            heading,
            excel.Cell.NUMBER if heading in _COUNTS else excel.Cell.TEXT,
            _WIDTHS.get(heading, 12),
        )
        for heading in queries.ROLL_HEADINGS
    ]
    remarks = [
        ("编号", number),
        ("数据日期", request.as_of.isoformat()),
        ("制发单位", request.office),
        ("导出时间", f"{request.on.isoformat()}"),
        ("提示", "含个人信息，仅限本职工作使用，用后删除。"),
    ]
    written = excel.write("花名册", columns, queries.roll_rows(roll), remarks)
    content = written.path.read_bytes()
    written.path.unlink()
    return content


def _made(request: Request, fields: dict[str, Any], roll: queries.Roll | None = None) -> bytes:
    if request.shape is Shape.PDF:
        return rendering.as_pdf(request.sheet, [fields], request.at)
    if request.shape is Shape.WORD:
        return rendering.as_word(request.sheet, fields)
    if request.shape is Shape.EXCEL and roll is not None:
        return excel_roll(request, roll, fields["number"])
    return b""


def _printed(request: Request, fields: dict[str, Any], content: bytes, name: str) -> Printed:
    media_type = MEDIA.get(request.shape, "text/html")
    return Printed(fields, content, f"{name}.{request.shape.value}", media_type)


def _journal(
    request: Request, papers: Sequence[dict[str, Any]], *, subject: Any, region: str
) -> None:
    journal.record(
        by=request.by,
        act="papers.print",
        subject=subject,
        region=RegionCode(region),
        evidence={
            "sheet": request.sheet.value,
            "shape": request.shape.value,
            "as_of": request.as_of.isoformat(),
            "papers": len(papers),
            "first": papers[0]["number"],
            "last": papers[-1]["number"],
        },
    )
