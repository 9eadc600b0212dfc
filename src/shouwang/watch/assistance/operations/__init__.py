"""Acts upon plans, posts, resettled households and the subsidy."""

from shouwang.watch.assistance.operations.plans import (
    change_measure,
    deliver_measure,
    draw_up,
    end_measure,
    plan_measure,
)

__all__ = [
    "change_measure",
    "deliver_measure",
    "draw_up",
    "end_measure",
    "plan_measure",
]
