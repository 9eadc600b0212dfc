"""Pages: one's own account, and the people of a place."""

from shouwang.people.views.account import account, end_session
from shouwang.people.views.changes import (
    end_duty,
    engage,
    grant,
    reset_password,
    switch,
    unlock,
)
from shouwang.people.views.lists import log_ins, people, person

__all__ = [
    "account",
    "end_duty",
    "end_session",
    "engage",
    "grant",
    "log_ins",
    "people",
    "person",
    "reset_password",
    "switch",
    "unlock",
]
