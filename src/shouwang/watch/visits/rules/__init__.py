"""Decisions of the room: what a form asks, what an answer may be, how households are drawn."""

from shouwang.watch.visits.rules.answers import Problem, checked, differences
from shouwang.watch.visits.rules.drawing import (
    METHOD,
    Share,
    draw,
    frame_digest,
    lot,
    ordered,
    size_of,
    wilson,
)
from shouwang.watch.visits.rules.form import Question, Section, Type, VisitForm, said
from shouwang.watch.visits.rules.known import KNOWN, Known, Source, corrections
from shouwang.watch.visits.rules.signing import Ink, Signed, refusals_of_signers

__all__ = [
    "KNOWN",
    "METHOD",
    "Ink",
    "Known",
    "Problem",
    "Question",
    "Section",
    "Share",
    "Signed",
    "Source",
    "Type",
    "VisitForm",
    "checked",
    "corrections",
    "differences",
    "draw",
    "frame_digest",
    "lot",
    "ordered",
    "refusals_of_signers",
    "said",
    "size_of",
    "wilson",
]
