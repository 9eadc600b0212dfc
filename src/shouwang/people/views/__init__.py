"""Pages: one's own account, and the people of a place."""

from shouwang.people.views.account import account, end_session
from shouwang.people.views.asking import ask, asked, decide, export_requests, requests
from shouwang.people.views.changes import (
    correct,
    end_duty,
    engage,
    grant,
    reset_password,
    switch,
    unlock,
)
from shouwang.people.views.lending import give_back, lend
from shouwang.people.views.lists import export_people, people, person
from shouwang.people.views.log_ins import export_log_ins, log_ins
from shouwang.people.views.review import confirm, export_review, review
from shouwang.people.views.rosters import engage_many, roster_template

__all__ = [
    "account",
    "ask",
    "asked",
    "confirm",
    "correct",
    "decide",
    "end_duty",
    "end_session",
    "engage",
    "engage_many",
    "export_log_ins",
    "export_people",
    "export_requests",
    "export_review",
    "give_back",
    "grant",
    "lend",
    "log_ins",
    "people",
    "person",
    "requests",
    "reset_password",
    "review",
    "roster_template",
    "switch",
    "unlock",
]
