"""Pure rules of procedures: declarations, clocks, votes, moves, soundness. No Django, no clock."""

from shouwang.procedures.rules.declaration import (
    NAMED,
    Deadline,
    Declaration,
    Kind,
    Role,
    Share,
    Span,
    Step,
    Transition,
    Votes,
    said,
)
from shouwang.procedures.rules.history import (
    OPENING,
    History,
    Past,
    Standing,
    due,
    owed,
    ripe_on,
    standing,
)
from shouwang.procedures.rules.moving import Asked, Move, barred, decide, ways
from shouwang.procedures.rules.soundness import faults
from shouwang.procedures.rules.voting import Vote, carried

__all__ = [
    "NAMED",
    "OPENING",
    "Asked",
    "Deadline",
    "Declaration",
    "History",
    "Kind",
    "Move",
    "Past",
    "Role",
    "Share",
    "Span",
    "Standing",
    "Step",
    "Transition",
    "Vote",
    "Votes",
    "barred",
    "carried",
    "decide",
    "due",
    "faults",
    "owed",
    "ripe_on",
    "said",
    "standing",
    "ways",
]
