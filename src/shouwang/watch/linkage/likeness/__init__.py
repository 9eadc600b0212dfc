"""Likeness of records about people: two lists (or one) in, pairs with a probability out.

Knows no database of ours; see docs/explanation/linkage.md. The matcher (Splink on DuckDB) is loaded
when it is first asked for: most processes never are, and it takes some 60 MB.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from shouwang.watch.linkage.likeness.columns import NEEDED, prepared

if TYPE_CHECKING:
    from shouwang.watch.linkage.likeness.linking import Limits, link

__all__ = ["NEEDED", "Limits", "link", "prepared"]


def __getattr__(name: str) -> Any:
    if name in {"Limits", "link"}:
        return getattr(import_module("shouwang.watch.linkage.likeness.linking"), name)
    raise AttributeError(name)
