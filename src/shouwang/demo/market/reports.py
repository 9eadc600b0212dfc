"""Small test reports, so that the county's desk finds a paper with every application."""

import io
import json
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from shouwang.bridge import vault
from shouwang.bridge.models import ApplicationFile
from shouwang.kernel.lazily import lazily
from shouwang.watch.papers.rendering import fonts

if TYPE_CHECKING:
    import typst
else:
    typst = lazily("typst")

LABORATORY = "演示农产品检测站"
_TEMPLATE = Path(__file__).with_name("report.typ")
_ITEMS = {"residues": "农药残留", "drugs": "兽药残留"}


def kept_report(
    supplier: UUID, applicant: str, product: str, item: str, on: date
) -> ApplicationFile:
    """A report as PDF, kept in the vault; the row that hands it over. The same says the same."""
    content = _report(applicant, product, item, on)
    digest = vault.keep(supplier, io.BytesIO(content))
    known = vault.described(supplier, digest)
    return ApplicationFile(
        kind=ApplicationFile.Kind.TEST,
        digest=digest,
        name=f"{product}检测报告.pdf",
        media_type=known.media_type,
        size=known.size,
    )


def _report(applicant: str, product: str, item: str, on: date) -> bytes:
    rows = {
        "样品": product,
        "送检单位": applicant,
        "检测项目": _ITEMS[item],
        "结果": "未检出，合格",
    }
    data = {
        "title": f"{product}检测报告",
        "laboratory": LABORATORY,
        "day": f"{on.year}年{on.month}月{on.day}日",
        "fonts": fonts.families()["song"],
        "rows": [{"label": label, "value": value} for label, value in rows.items()],
    }
    compiler = typst.Compiler(
        _TEMPLATE,
        root=str(_TEMPLATE.parent),
        font_paths=fonts.installed(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    at = timezone.make_aware(datetime.combine(on, time(9)))
    made = compiler.compile(format="pdf", timestamp=int(at.timestamp()))
    assert isinstance(made, bytes)
    return made
