"""Making papers: what they say as plain fields, then PDF by Typst or Word from a template."""

from shouwang.watch.papers.rendering.fields import Stamp, roll_fields, sheet_fields, title
from shouwang.watch.papers.rendering.fonts import has_chinese
from shouwang.watch.papers.rendering.pdf import PART, as_one_pdf, as_pdf
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
    "title",
]
