"""Acts of the visits' room: visits, drafts, authorisations, departments' answers, look-backs."""

from shouwang.watch.visits.operations.applying import apply_proposals
from shouwang.watch.visits.operations.authorising import authorise, withdraw
from shouwang.watch.visits.operations.drafts import drop_draft, save_draft
from shouwang.watch.visits.operations.information import answer_question, ask_departments
from shouwang.watch.visits.operations.lookbacks import Wish, assign, draw_look_back
from shouwang.watch.visits.operations.submission import Recorded, Submission
from shouwang.watch.visits.operations.visiting import record_visit

__all__ = [
    "Recorded",
    "Submission",
    "Wish",
    "answer_question",
    "apply_proposals",
    "ask_departments",
    "assign",
    "authorise",
    "draw_look_back",
    "drop_draft",
    "record_visit",
    "save_draft",
    "withdraw",
]
