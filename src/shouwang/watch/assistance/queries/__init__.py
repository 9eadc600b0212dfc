"""Reading plans, suggestions, posts, resettled households and the subsidy; nothing writes."""

from shouwang.watch.assistance.queries.plans import (
    history_of,
    household,
    households_named,
    measure,
    measures_of,
    plan_of,
    undelivered,
    years_of,
)
from shouwang.watch.assistance.queries.suggestions import (
    Advice,
    Suggestion,
    Watched,
    advice,
    risks_of,
    watched,
)

__all__ = [
    "Advice",
    "Suggestion",
    "Watched",
    "advice",
    "history_of",
    "household",
    "households_named",
    "measure",
    "measures_of",
    "plan_of",
    "risks_of",
    "undelivered",
    "watched",
    "years_of",
]
