"""Pages of places: pickers, and the county's outline."""

from shouwang.regions.views.boundaries import boundaries, save_boundary, undo_boundary
from shouwang.regions.views.pickers import children, search

__all__ = ["boundaries", "children", "save_boundary", "search", "undo_boundary"]
