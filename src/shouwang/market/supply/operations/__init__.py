"""What suppliers and households do: register, declare, weigh in, close, list, treat, pack."""

from shouwang.market.supply.operations.batching import (
    NewBatch,
    close_batch,
    list_from_batch,
    open_batch,
    record_step,
    take_back,
)
from shouwang.market.supply.operations.declaring import Said, declare, label_link
from shouwang.market.supply.operations.growing import (
    NewPlot,
    Treatment,
    end_plot,
    own_links,
    record_input,
    register_plot,
)
from shouwang.market.supply.operations.opening_page import open_page
from shouwang.market.supply.operations.taking_in import Weighed, take_in

__all__ = [
    "NewBatch",
    "NewPlot",
    "Said",
    "Treatment",
    "Weighed",
    "close_batch",
    "declare",
    "end_plot",
    "label_link",
    "list_from_batch",
    "open_batch",
    "open_page",
    "own_links",
    "record_input",
    "record_step",
    "register_plot",
    "take_back",
    "take_in",
]
