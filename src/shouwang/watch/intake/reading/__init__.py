"""Dirty files become typed rows, and findings that say where and why a cell was not understood."""

from shouwang.watch.intake.reading.errors import ListUnreadable
from shouwang.watch.intake.reading.findings import SCHEMA
from shouwang.watch.intake.reading.read import Read, batches, read, row_type
from shouwang.watch.intake.reading.report import report

__all__ = ["SCHEMA", "ListUnreadable", "Read", "batches", "read", "report", "row_type"]
