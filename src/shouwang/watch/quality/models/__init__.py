"""Checks of data quality, their findings and rates; the three-way comparison."""

from shouwang.watch.quality.models.consistency import Difference, Statement
from shouwang.watch.quality.models.findings import (
    FindingChange,
    QualityFinding,
    QualityRate,
    QualityRun,
    QualityTally,
    Severity,
    State,
)

__all__ = [
    "Difference",
    "FindingChange",
    "QualityFinding",
    "QualityRate",
    "QualityRun",
    "QualityTally",
    "Severity",
    "State",
    "Statement",
]
