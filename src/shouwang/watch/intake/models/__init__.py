"""What the intake keeps: batches, what was found in them, hits of the exclusion checks."""

from shouwang.watch.intake.models.batches import (
    OPEN,
    REJECTABLE,
    Batch,
    BatchDifference,
    BatchFinding,
    State,
)
from shouwang.watch.intake.models.exclusions import ExclusionHit

__all__ = [
    "OPEN",
    "REJECTABLE",
    "Batch",
    "BatchDifference",
    "BatchFinding",
    "ExclusionHit",
    "State",
]
