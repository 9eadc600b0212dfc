"""Criteria at a household, what has stopped after an exit, samples; nothing here writes."""

from shouwang.watch.exits.queries.after import (
    KINDS,
    Stopped,
    VillageStopped,
    by_village,
    stopped,
    stopped_and_counts,
    totals,
)
from shouwang.watch.exits.queries.checks import check, checks_of
from shouwang.watch.exits.queries.criteria import Computed, Criterion, compute, procedures
from shouwang.watch.exits.queries.samples import (
    drawn,
    frames,
    one_drawn,
    rates_of,
    sample,
    samples,
)

__all__ = [
    "KINDS",
    "Computed",
    "Criterion",
    "Stopped",
    "VillageStopped",
    "by_village",
    "check",
    "checks_of",
    "compute",
    "drawn",
    "frames",
    "one_drawn",
    "procedures",
    "rates_of",
    "sample",
    "samples",
    "stopped",
    "stopped_and_counts",
    "totals",
]
