"""Likeness of records about people: two lists (or one) in, pairs with a probability out.

Knows no database of ours; see docs/explanation/linkage.md.
"""

from shouwang.watch.linkage.likeness.columns import NEEDED, prepared
from shouwang.watch.linkage.likeness.linking import Limits, link

__all__ = ["NEEDED", "Limits", "link", "prepared"]
