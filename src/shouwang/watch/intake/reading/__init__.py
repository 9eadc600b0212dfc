"""Dirty files become typed rows, and findings that say where and why a cell was not understood."""

from shouwang.watch.intake.reading.read import Read, batches, read

__all__ = ["Read", "batches", "read"]
