"""What can be done with places: load lists of divisions; replace and restore outlines."""

from shouwang.regions.operations.divisions import (
    LoadSummary,
    load_demonstration,
    load_national,
    load_release,
)

__all__ = ["LoadSummary", "load_demonstration", "load_national", "load_release"]
