"""One person's data, from every table that the record says holds some."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from shouwang.kernel import journal
from shouwang.kernel.excel import clean
from shouwang.kernel.journal import Actor
from shouwang.watch.privacy.errors import PersonUnknown, ReasonMissing
from shouwang.watch.privacy.rules import Record, Table, read_record
from shouwang.watch.registry.models import Person

_HIDDEN = frozenset(
    {"identity_digest", "secret", "self_service"}
)  # digests tell the reader nothing


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table's part: what it is, headings, rows of plain values."""

    table: str
    title: str
    purpose: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@transaction.atomic
def export_person(
    *, by: AbstractBaseUser | Actor | None, person: str, reason: str, path: Path
) -> int:
    """Write everything held about a person into a file, .xlsx or .json by its ending.

    Of what belongs to the household, rows of other members are left out. Returns how many rows.
    Raises ReasonMissing, PersonUnknown (also for a person outside the scope).
    """
    if not reason.strip():
        raise ReasonMissing
    subject = Person.objects.filter(number=person).first()
    if subject is None:
        raise PersonUnknown(number=person)
    sheets = collect(subject, read_record())
    (_write_json if path.suffix == ".json" else _write_excel)(path, subject, sheets)
    count = sum(len(sheet.rows) for sheet in sheets)
    journal.record(
        by=by,
        act="privacy.export_person",
        subject=subject,
        region=subject.region_code,
        reason=reason.strip(),
        evidence={"rows": count, "tables": len(sheets)},
    )
    return count


def collect(subject: Person, record: Record) -> list[Sheet]:
    """A sheet for each table with rows about the person; one statement a table."""
    sheets = (_sheet(table, record, subject) for table in record.tables.values() if table.whose)
    return [sheet for sheet in sheets if sheet.rows]


def _sheet(table: Table, record: Record, subject: Person) -> Sheet:
    model = apps.get_model(table.label)
    shown = [
        field
        for field in model._meta.concrete_fields
        if field.name in table.kinds and table.kinds[field.name] not in _HIDDEN
    ]
    found = model._default_manager.filter(_about(table, subject)).order_by("pk")
    names = [field.attname for field in shown]
    rows = tuple(
        tuple(_plain(field, value) for field, value in zip(shown, values, strict=True))
        for values in found.values_list(*names)
    )
    headings = tuple(
        _heading(field, record.kinds[table.kinds[field.name]].label) for field in shown
    )
    return Sheet(table.label, str(model._meta.verbose_name), table.purpose, headings, rows)


def _about(table: Table, subject: Person) -> Q:
    """Rows of the person, and of the household where they are not another member's."""
    own, shared = Q(), Q()
    for name in table.whose.get("person", ()):
        own |= Q(**{name: subject.pk})
    for name in table.whose.get("household", ()):
        shared |= Q(**{name: subject.household_id})
    if own and shared:
        name = table.whose["person"][0]
        return own | (shared & Q(**{f"{name}__isnull": True}))
    return own or shared


def _heading(field: Any, kind: str) -> str:
    words = str(field.verbose_name)
    return kind if words.isascii() else words


def _plain(field: Any, value: Any) -> Any:
    """What a reader understands: choices in words, spans of days, whole fen as yuan."""
    if value is None:
        return ""
    choices = dict(field.flatchoices)
    if value in choices:
        return str(choices[value])
    if field.name.endswith("_fen"):
        return f"{value / 100:.2f}元"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if hasattr(value, "lower") and hasattr(value, "upper") and not isinstance(value, str):
        return f"{value.lower or ''} 至 {value.upper or '今'}"
    return value if isinstance(value, int | float | date) else str.__str__(str(value))


def _write_json(path: Path, subject: Person, sheets: list[Sheet]) -> None:
    document = {
        "person": subject.number,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "tables": [
            {
                "table": sheet.table,
                "title": sheet.title,
                "purpose": sheet.purpose,
                "rows": [dict(zip(sheet.headings, row, strict=True)) for row in sheet.rows],
            }
            for sheet in sheets
        ],
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, default=str)
    path.write_text(text + "\n", encoding="utf-8")
    path.chmod(0o600)


def _write_excel(path: Path, subject: Person, sheets: list[Sheet]) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        head = book.add_format({"bold": True, "bg_color": "#E8EDF3", "text_wrap": True})
        cover = book.add_worksheet("说明")
        cover.set_column(0, 0, 18)
        cover.set_column(1, 1, 70)
        lines = [("人员编号", subject.number), ("制作时间", _now()), ("内容", "")]
        lines += [(sheet.title, f"{len(sheet.rows)} 条。用途：{sheet.purpose}") for sheet in sheets]
        for number, (name, words) in enumerate(lines):
            cover.write_string(number, 0, clean(name), head)
            cover.write_string(number, 1, clean(words), text)
        for number, sheet in enumerate(sheets, 1):
            page = book.add_worksheet(f"{number} {sheet.title}"[:31])
            page.set_column(0, max(len(sheet.headings) - 1, 0), 18)
            page.freeze_panes(1, 0)
            for row, values in enumerate([sheet.headings, *sheet.rows]):
                for column, value in enumerate(values):
                    shape = text if row else head
                    page.write_string(row, column, clean(str(value)), shape)
    path.chmod(0o600)


def _now() -> str:
    return timezone.localtime().strftime("%Y-%m-%d %H:%M")
