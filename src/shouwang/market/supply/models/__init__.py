"""What grows where, what of it is offered, brought in, packed and listed."""

from shouwang.market.supply.models.batches import Batch, BatchStep, Intake, Listing
from shouwang.market.supply.models.growing import Declaration, InputRecord, LinkLabel, Plot
from shouwang.market.supply.models.households import PassTry

__all__ = [
    "Batch",
    "BatchStep",
    "Declaration",
    "InputRecord",
    "Intake",
    "LinkLabel",
    "Listing",
    "PassTry",
    "Plot",
]
