"""Cells as people write them become values: whole columns at a time, one module per kind."""

from shouwang.watch.intake.reading.normalise.judge import Context, judge

__all__ = ["Context", "judge"]
