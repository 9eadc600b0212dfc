"""What the intake keeps: batches, what was found in them, hits of the checks, late lists."""

from shouwang.watch.intake.models.batches import (
    OPEN,
    REJECTABLE,
    BatchDifference,
    BatchFinding,
    ImportBatch,
    State,
)
from shouwang.watch.intake.models.exclusions import ExclusionHit
from shouwang.watch.intake.models.lateness import LateList

__all__ = [
    "OPEN",
    "REJECTABLE",
    "BatchDifference",
    "BatchFinding",
    "ExclusionHit",
    "ImportBatch",
    "LateList",
    "State",
]
