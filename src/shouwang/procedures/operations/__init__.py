"""What changes cases: each in one transaction, with its line in the journal."""

from shouwang.procedures.operations.advancing import advance
from shouwang.procedures.operations.bulk import Outcome, advance_many, foresee_many
from shouwang.procedures.operations.moving import follow_subject
from shouwang.procedures.operations.opening import open_case
from shouwang.procedures.operations.writing import Evidence

__all__ = [
    "Evidence",
    "Outcome",
    "advance",
    "advance_many",
    "follow_subject",
    "foresee_many",
    "open_case",
]
