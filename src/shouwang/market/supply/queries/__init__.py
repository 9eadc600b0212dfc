"""What grows, what is declared, what came in, and whose share of a batch is how large."""

from shouwang.market.supply.queries.batches import (
    BatchLine,
    Share,
    batch_of_code,
    batches_of,
    grade_sums,
    shares,
    unsafe_intakes,
)
from shouwang.market.supply.queries.earning import (
    Brought,
    Payments,
    SoldLine,
    brought,
    payments,
    sold_lines,
)
from shouwang.market.supply.queries.growing import (
    LinkLine,
    SeasonLine,
    declarations_of,
    farm_gate_fen_kg,
    links_with_plots,
    seasons_of,
)

__all__ = [
    "BatchLine",
    "Brought",
    "LinkLine",
    "Payments",
    "SeasonLine",
    "Share",
    "SoldLine",
    "batch_of_code",
    "batches_of",
    "brought",
    "declarations_of",
    "farm_gate_fen_kg",
    "grade_sums",
    "links_with_plots",
    "payments",
    "seasons_of",
    "shares",
    "sold_lines",
    "unsafe_intakes",
]
