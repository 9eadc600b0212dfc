"""Reading for pages and reports: each a few statements whatever the number of rows."""

from shouwang.kernel.pages import Page
from shouwang.watch.monitoring.queries.dashboard import (
    Dashboard,
    PlaceCount,
    RuleCount,
    SeverityCount,
    Totals,
    dashboard,
    rule_counts,
    statistics,
    townships,
    villages,
)
from shouwang.watch.monitoring.queries.dossier import Dossier, FactRow, household
from shouwang.watch.monitoring.queries.lists import (
    ClueFilters,
    HouseholdFilters,
    State,
    clues,
    households,
)
from shouwang.watch.monitoring.queries.runs import (
    counties,
    facts_date,
    latest_day,
    latest_run,
    run,
    runs,
    under_way,
)
from shouwang.watch.monitoring.queries.why import EvidenceLine, UsedParameter, Why, clue

__all__ = [
    "ClueFilters",
    "Dashboard",
    "Dossier",
    "EvidenceLine",
    "FactRow",
    "HouseholdFilters",
    "Page",
    "PlaceCount",
    "RuleCount",
    "SeverityCount",
    "State",
    "Totals",
    "UsedParameter",
    "Why",
    "clue",
    "clues",
    "counties",
    "dashboard",
    "facts_date",
    "household",
    "households",
    "latest_day",
    "latest_run",
    "rule_counts",
    "run",
    "runs",
    "statistics",
    "townships",
    "under_way",
    "villages",
]
