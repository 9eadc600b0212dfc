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
from shouwang.watch.assistance.queries.posts import (
    Followed,
    holders,
    payments,
    posts,
    relocated,
    relocation_of,
    subsidy_runs,
)
from shouwang.watch.assistance.queries.sold import Sold, sold_by
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
    "Followed",
    "Sold",
    "Suggestion",
    "Watched",
    "advice",
    "history_of",
    "holders",
    "household",
    "households_named",
    "measure",
    "measures_of",
    "payments",
    "plan_of",
    "posts",
    "relocated",
    "relocation_of",
    "risks_of",
    "sold_by",
    "subsidy_runs",
    "undelivered",
    "watched",
    "years_of",
]
