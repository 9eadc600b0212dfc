"""Pages of linkage: the list of pairs, one pair with its decision, asking for a check."""

from shouwang.watch.linkage.views.decisions import decide, pair_page, reopen
from shouwang.watch.linkage.views.lists import check_now, export_pairs, pairs_page

__all__ = ["check_now", "decide", "export_pairs", "pair_page", "pairs_page", "reopen"]
