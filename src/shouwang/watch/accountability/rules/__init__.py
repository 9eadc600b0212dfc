"""Decisions without a database: duty lists, pasted rows, intervals, comparison, limits."""

from shouwang.watch.accountability.rules.comparing import (
    Compared,
    Count,
    Judgement,
    Medians,
    Rate,
    compare_medians,
    compare_rates,
    compare_shares,
)
from shouwang.watch.accountability.rules.contesting import (
    contest_is_late,
    contest_until,
    rectification_for,
    task_for,
)
from shouwang.watch.accountability.rules.duties import DutiesBroken, Duty, duty_lists
from shouwang.watch.accountability.rules.rows import Row, read_rows

__all__ = [
    "Compared",
    "Count",
    "DutiesBroken",
    "Duty",
    "Judgement",
    "Medians",
    "Rate",
    "Row",
    "compare_medians",
    "compare_rates",
    "compare_shares",
    "contest_is_late",
    "contest_until",
    "duty_lists",
    "read_rows",
    "rectification_for",
    "task_for",
]
