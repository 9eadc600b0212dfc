"""Making papers: what they say as plain fields, then PDF by Typst or Word from a template.

The makers of Word are loaded with the first Word file: they take some 20 MB.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from shouwang.watch.papers.rendering.fields import Stamp, roll_fields, sheet_fields, stamped, title
from shouwang.watch.papers.rendering.fonts import has_chinese
from shouwang.watch.papers.rendering.pdf import PART, as_one_pdf, as_pdf

if TYPE_CHECKING:
    from shouwang.watch.papers.rendering.word import as_word

__all__ = [
    "PART",
    "Stamp",
    "as_one_pdf",
    "as_pdf",
    "as_word",
    "has_chinese",
    "roll_fields",
    "sheet_fields",
    "stamped",
    "title",
]


def __getattr__(name: str) -> Any:
    if name == "as_word":
        return import_module(f"{__name__}.word").as_word
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
