"""Pages of the room."""

from shouwang.watch.visits.views.authorising import authorise, withdraw
from shouwang.watch.visits.views.information import ask, question_page, questions_page
from shouwang.watch.visits.views.lists import household_visits, visits_page
from shouwang.watch.visits.views.lookbacks import (
    assign,
    export,
    look_back_new,
    look_back_page,
    look_backs_page,
)
from shouwang.watch.visits.views.records import apply, visit_page, visit_print
from shouwang.watch.visits.views.writing import drop_draft, keep_draft, visit_new

__all__ = [
    "apply",
    "ask",
    "assign",
    "authorise",
    "drop_draft",
    "export",
    "household_visits",
    "keep_draft",
    "look_back_new",
    "look_back_page",
    "look_backs_page",
    "question_page",
    "questions_page",
    "visit_new",
    "visit_page",
    "visit_print",
    "visits_page",
    "withdraw",
]
