"""Acts upon plans, posts, resettled households and the subsidy."""

from shouwang.watch.assistance.operations.plans import (
    change_measure,
    deliver_measure,
    draw_up,
    end_measure,
    plan_measure,
)
from shouwang.watch.assistance.operations.posts import (
    PostDraft,
    end_holding,
    give_post,
    open_post,
)
from shouwang.watch.assistance.operations.printing import print_plan
from shouwang.watch.assistance.operations.relocation import settle, take_up
from shouwang.watch.assistance.operations.subsidy import compute, enter_index, reckon
from shouwang.watch.assistance.operations.telling import tell_due

__all__ = [
    "PostDraft",
    "change_measure",
    "compute",
    "deliver_measure",
    "draw_up",
    "end_holding",
    "end_measure",
    "enter_index",
    "give_post",
    "open_post",
    "plan_measure",
    "print_plan",
    "reckon",
    "settle",
    "take_up",
    "tell_due",
]
