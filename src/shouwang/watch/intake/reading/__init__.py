"""Dirty files become typed rows, and findings that say where and why a cell was not understood."""

from shouwang.watch.intake.reading.errors import ListUnreadable
from shouwang.watch.intake.reading.read import Read, batches, read, row_type

__all__ = ["ListUnreadable", "Read", "batches", "read", "row_type"]
