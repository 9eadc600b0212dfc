"""Reading for the pages of the quality room; reading never writes."""

from shouwang.watch.quality.queries.lists import (
    Filters,
    finding,
    finding_rows,
    findings,
    findings_of,
)
from shouwang.watch.quality.queries.policy import quality_pack
from shouwang.watch.quality.queries.runs import (
    check_day,
    counties,
    day_of,
    is_checked,
    latest_run,
    latest_run_inside,
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
    "Totals",
    "below",
    "by_rule",
    "check_day",
    "counties",
    "day_of",
    "finding",
    "finding_rows",
    "findings",
    "findings_of",
    "is_checked",
    "latest_run",
    "latest_run_inside",
    "quality_pack",
    "rates",
    "responsible",
    "run",
    "runs",
    "totals",
    "under_way",
]
