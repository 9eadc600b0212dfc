"""Pages of settlement: the operator's lists and payouts, a supplier's money, one line explained."""

from shouwang.market.settlement.views.household import household_line, household_year
from shouwang.market.settlement.views.operator import books, runs, settlement
from shouwang.market.settlement.views.payouts import answer, decide, draw_up, payout, payout_file
from shouwang.market.settlement.views.supplier import earnings_file, line_split, own
from shouwang.market.settlement.views.working import batch_work

__all__ = [
    "answer",
    "batch_work",
    "books",
    "decide",
    "draw_up",
    "earnings_file",
    "household_line",
    "household_year",
    "line_split",
    "own",
    "payout",
    "payout_file",
    "runs",
    "settlement",
]
