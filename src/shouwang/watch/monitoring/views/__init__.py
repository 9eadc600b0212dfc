"""Pages of the watch: places, clues, households, screenings, policy."""

from shouwang.watch.monitoring.views.bulk import (
    bulk,
    screen_again,
    tag,
    tagging,
    undo_tagging,
)
from shouwang.watch.monitoring.views.clues import clue_page, clues_page
from shouwang.watch.monitoring.views.exports import (
    export,
    export_file,
    export_page,
    export_progress,
    exports_page,
)
from shouwang.watch.monitoring.views.figures import figures_page
from shouwang.watch.monitoring.views.finding import find_page, suggest
from shouwang.watch.monitoring.views.households import (
    household_facts,
    household_page,
    unmask_identity,
)
from shouwang.watch.monitoring.views.places import home, place_page
from shouwang.watch.monitoring.views.policy import parameter_page, policy_page, rule_page
from shouwang.watch.monitoring.views.saved import forget_filter, save_filter
from shouwang.watch.monitoring.views.screenings import (
    screen_now,
    screening_page,
    screening_progress,
    screenings_page,
)
from shouwang.watch.monitoring.views.values import enter_value, preview_progress, withdraw_value

__all__ = [
    "bulk",
    "clue_page",
    "clues_page",
    "enter_value",
    "export",
    "export_file",
    "export_page",
    "export_progress",
    "exports_page",
    "figures_page",
    "find_page",
    "forget_filter",
    "home",
    "household_facts",
    "household_page",
    "parameter_page",
    "place_page",
    "policy_page",
    "preview_progress",
    "rule_page",
    "save_filter",
    "screen_again",
    "screen_now",
    "screening_page",
    "screening_progress",
    "screenings_page",
    "suggest",
    "tag",
    "tagging",
    "undo_tagging",
    "unmask_identity",
    "withdraw_value",
]
