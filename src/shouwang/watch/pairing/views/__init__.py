"""Pages of the pairing room: helpers, plans, a household's helper, the roll."""

from shouwang.watch.pairing.views.helpers import export_helpers, helper_page, pairing_page
from shouwang.watch.pairing.views.households import (
    export_waiting,
    household_helper,
    roll_page,
    waiting_page,
)
from shouwang.watch.pairing.views.plans import decide_plan, plan_page, plans_page
from shouwang.watch.pairing.views.taking_down import correct_helper, new_helper, paste_helpers

__all__ = [
    "correct_helper",
    "decide_plan",
    "export_helpers",
    "export_waiting",
    "helper_page",
    "household_helper",
    "new_helper",
    "pairing_page",
    "paste_helpers",
    "plan_page",
    "plans_page",
    "roll_page",
    "waiting_page",
]
