"""Reading for the pages of the quality room; reading never writes."""

from shouwang.watch.quality.queries.lists import Filters, Page, finding, finding_rows, findings
from shouwang.watch.quality.queries.policy import quality_pack
from shouwang.watch.quality.queries.runs import (
    bounds,
    check_day,
    counties,
    latest_run,
    run,
    runs,
    under_way,
)
from shouwang.watch.quality.queries.tallies import (
    Totals,
    below,
    by_rule,
    rates,
    responsible,
    totals,
)

__all__ = [
    "Filters",
    "Page",
    "Totals",
    "below",
    "bounds",
    "by_rule",
    "check_day",
    "counties",
    "finding",
    "finding_rows",
    "findings",
    "latest_run",
    "quality_pack",
    "rates",
    "responsible",
    "run",
    "runs",
    "totals",
    "under_way",
]
