"""Screening runs, clues and counts; and what people keep of lists."""

from shouwang.watch.monitoring.models.lists import Export, PlaceFigure, SavedFilter, Tagging
from shouwang.watch.monitoring.models.previews import PolicyPreview
from shouwang.watch.monitoring.models.screening import (
    Clue,
    ClueChange,
    DataFinding,
    ScreeningRun,
    Severity,
    VillageCount,
)

__all__ = [
    "Clue",
    "ClueChange",
    "DataFinding",
    "Export",
    "PlaceFigure",
    "PolicyPreview",
    "SavedFilter",
    "ScreeningRun",
    "Severity",
    "Tagging",
    "VillageCount",
]
