"""Pages of the watch: places, clues, households, screenings, policy."""

from shouwang.watch.monitoring.views.clues import clue_page, clues_page, export_clues
from shouwang.watch.monitoring.views.households import (
    export_households,
    household_page,
    search_households,
    unmask_identity,
)
from shouwang.watch.monitoring.views.places import home, place_page
from shouwang.watch.monitoring.views.policy import (
    enter_value,
    parameter_page,
    policy_page,
    rule_page,
    withdraw_value,
)
from shouwang.watch.monitoring.views.screenings import (
    screen_now,
    screening_page,
    screening_progress,
    screenings_page,
)

__all__ = [
    "clue_page",
    "clues_page",
    "enter_value",
    "export_clues",
    "export_households",
    "home",
    "household_page",
    "parameter_page",
    "place_page",
    "policy_page",
    "rule_page",
    "screen_now",
    "screening_page",
    "screening_progress",
    "screenings_page",
    "search_households",
    "unmask_identity",
    "withdraw_value",
]
