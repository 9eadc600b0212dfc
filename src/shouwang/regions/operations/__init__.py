"""What can be done with places: load lists of divisions; replace and restore outlines."""

from shouwang.regions.operations.boundaries import replace_boundary, undo_boundary
from shouwang.regions.operations.divisions import (
    LoadSummary,
    load_demonstration,
    load_national,
    load_release,
)

__all__ = [
    "LoadSummary",
    "load_demonstration",
    "load_national",
    "load_release",
    "replace_boundary",
    "undo_boundary",
]
