"""Acts of the papers' room: keeping and removing papers, printing, and tidying up."""

from shouwang.watch.papers.operations.jobs import (
    INTERRUPTIONS,
    PRINT_MANY,
    QUEUE,
    mark_interrupted,
    print_many,
    request_printing,
)
from shouwang.watch.papers.operations.keeping import add_paper, enclose, remove_paper, restore_paper
from shouwang.watch.papers.operations.letters import print_letter
from shouwang.watch.papers.operations.printing import Printed, Request, print_roll, print_sheet
from shouwang.watch.papers.operations.sweeping import sweep

__all__ = [
    "INTERRUPTIONS",
    "PRINT_MANY",
    "QUEUE",
    "Printed",
    "Request",
    "add_paper",
    "enclose",
    "mark_interrupted",
    "print_letter",
    "print_many",
    "print_roll",
    "print_sheet",
    "remove_paper",
    "request_printing",
    "restore_paper",
    "sweep",
]
