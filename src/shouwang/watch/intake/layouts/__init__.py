"""Declared layouts of the lists: which columns a list has, by which words they are known."""

from shouwang.watch.intake.layouts.declared import (
    Code,
    Column,
    Kind,
    Layout,
    LayoutUnknown,
    layout,
    names,
)
from shouwang.watch.intake.layouts.workbooks import EXAMPLE_MARK, workbook

__all__ = [
    "EXAMPLE_MARK",
    "Code",
    "Column",
    "Kind",
    "Layout",
    "LayoutUnknown",
    "layout",
    "names",
    "workbook",
]
