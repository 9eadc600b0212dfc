"""Plans of help with their measures; posts; resettled households; the price-linked subsidy."""

from shouwang.watch.assistance.models.plans import Measure, MeasureAct, MeasureState, Plan
from shouwang.watch.assistance.models.posts import Post, PostHolding
from shouwang.watch.assistance.models.relocation import RelocationStep, Resettlement
from shouwang.watch.assistance.models.subsidy import (
    PriceIndex,
    PriceKind,
    SubsidyPayment,
    SubsidyRun,
)

__all__ = [
    "Measure",
    "MeasureAct",
    "MeasureState",
    "Plan",
    "Post",
    "PostHolding",
    "PriceIndex",
    "PriceKind",
    "RelocationStep",
    "Resettlement",
    "SubsidyPayment",
    "SubsidyRun",
]
