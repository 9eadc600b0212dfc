"""Reading batches for pages: those of one's places and one's own."""

from shouwang.watch.intake.queries.batches import (
    Difference,
    Page,
    anywhere,
    batch,
    batches,
    codes,
    counties,
    differences,
    every_batch,
    every_difference,
    every_finding,
    findings,
)

__all__ = [
    "Difference",
    "Page",
    "anywhere",
    "batch",
    "batches",
    "codes",
    "counties",
    "differences",
    "every_batch",
    "every_difference",
    "every_finding",
    "findings",
]
