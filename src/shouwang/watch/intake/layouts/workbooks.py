"""The template of a list as an Excel file."""

from pathlib import Path

from shouwang.watch.intake.layouts.declared import Layout

EXAMPLE_MARK = "示例"


def workbook(layout: Layout, path: Path) -> None:
    """Write the template: instructions, heading, drop-downs, text columns, one example row."""
    raise NotImplementedError
