"""Pure rules of reviews and notices: ways that ask for a vote, counted votes, days of a notice."""

from shouwang.watch.reviews.rules.agenda import (
    ANNOUNCEMENT,
    MINUTES,
    OBJECTION,
    PHOTO,
    entering,
    is_announcing,
    kind_of_meeting,
    objecting,
    reviewing,
    shown_step,
    way_of,
)
from shouwang.watch.reviews.rules.counting import (
    Attendance,
    Ballot,
    Count,
    count,
    faults_of,
    faults_of_roll,
    heads_of,
    needed,
)
from shouwang.watch.reviews.rules.posting import days_left, last_day, new_code, number_of

__all__ = [
    "ANNOUNCEMENT",
    "MINUTES",
    "OBJECTION",
    "PHOTO",
    "Attendance",
    "Ballot",
    "Count",
    "count",
    "days_left",
    "entering",
    "faults_of",
    "faults_of_roll",
    "heads_of",
    "is_announcing",
    "kind_of_meeting",
    "last_day",
    "needed",
    "new_code",
    "number_of",
    "objecting",
    "reviewing",
    "shown_step",
    "way_of",
]
