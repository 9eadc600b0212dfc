"""Pages that change a dossier, and its history."""

from shouwang.watch.registry.views.acts import act_page, open_page
from shouwang.watch.registry.views.edits import edit_page
from shouwang.watch.registry.views.history import export_history, history_page, undo_page

__all__ = [
    "act_page",
    "edit_page",
    "export_history",
    "history_page",
    "open_page",
    "undo_page",
]
