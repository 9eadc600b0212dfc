"""PDF by Typst: the template is the package's, what the paper says comes in as data."""

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shouwang.kernel.lazily import lazily
from shouwang.watch.papers.errors import FontsMissing
from shouwang.watch.papers.rendering import fonts
from shouwang.watch.papers.rules import Letter, Notice, Sheet

if TYPE_CHECKING:
    import typst
else:
    typst = lazily("typst")

HERE = Path(__file__).parent / "typst"
# Typst remembers what it set during its last ten compilations: the parts bound its memory
PART = 10
_PORTRAIT, _LANDSCAPE = (210, 297), (297, 210)
Fields = dict[str, Any]


def as_pdf(sheet: Sheet | Notice | Letter, papers: Sequence[Fields], at: datetime) -> bytes:
    """One PDF of a few papers of a kind. Raises FontsMissing.

    The fields reach Typst as JSON, so that nothing somebody entered is taken for markup.
    """
    made, _pages = _set(sheet, papers, at)
    return made


def as_one_pdf(
    sheet: Sheet,
    papers: Iterable[Sequence[Fields]],
    at: datetime,
    folder: Path,
    *,
    done: Callable[[int], None],
) -> bytes:
    """One PDF of any number of papers, set part by part in a folder of its own; memory is bounded.

    `papers` gives them in parts of at most PART; `done` is told how many are set. Raises
    FontsMissing.
    """
    parts: list[Fields] = []
    finished, first = 0, None
    for part in papers:
        first = first or part[0]
        name = f"part-{len(parts)}.pdf"
        made, pages = _set(sheet, part, at)
        (folder / name).write_bytes(made)
        parts.append({"name": name, "pages": pages})
        finished += len(part)
        done(finished)
    width, height = _LANDSCAPE if sheet is Sheet.ROLL else _PORTRAIT
    shutil.copy(HERE / "merged.typ", folder / "merged.typ")
    data = {
        "parts": parts,
        "width": width,
        "height": height,
        "title": first["title"] if first else "",
        "office": first["office"] if first else "",
    }
    return _compiled(_compiler(folder, "merged.typ", data), at, tags=False)


def _set(
    sheet: Sheet | Notice | Letter, papers: Sequence[Fields], at: datetime
) -> tuple[bytes, int]:
    """The PDF of the papers and how many pages it has."""
    if not fonts.has_chinese():
        raise FontsMissing()
    data = {"papers": papers, "fonts": fonts.families(), "latin": fonts.latin()}
    compiler = _compiler(HERE, f"{sheet.value}.typ", data)
    made = _compiled(compiler, at, tags=len(papers) == 1)
    return made, int(compiler.query("<pages>", field="value", one=True))


def _compiler(root: Path, name: str, data: Fields) -> "typst.Compiler":
    return typst.Compiler(
        root / name,
        root=str(root),
        font_paths=fonts.installed(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )


def _compiled(compiler: "typst.Compiler", at: datetime, *, tags: bool) -> bytes:
    made = compiler.compile(format="pdf", timestamp=int(at.timestamp()), pdf_tags=tags)
    assert isinstance(made, bytes)
    return made
