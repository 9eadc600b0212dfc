"""Reading meetings, agendas and notices; nothing here writes."""

from shouwang.procedures.queries import declaration_of
from shouwang.watch.reviews.queries.agenda import (
    Candidate,
    as_candidates,
    candidates,
    holders,
    households_of,
    usual_reason,
    waiting,
    words,
)
from shouwang.watch.reviews.queries.meetings import (
    attendance_of,
    ballot_of,
    last_roll,
    meeting,
    meetings,
)
from shouwang.watch.reviews.queries.notices import (
    Posted,
    PublicNotice,
    desk_of,
    desks,
    enterable,
    notice,
    notices,
    photo_of,
    posted,
    public_notice,
    shown_step,
    to_list,
)

__all__ = [
    "Candidate",
    "Posted",
    "PublicNotice",
    "as_candidates",
    "attendance_of",
    "ballot_of",
    "candidates",
    "declaration_of",
    "desk_of",
    "desks",
    "enterable",
    "holders",
    "households_of",
    "last_roll",
    "meeting",
    "meetings",
    "notice",
    "notices",
    "photo_of",
    "posted",
    "public_notice",
    "shown_step",
    "to_list",
    "usual_reason",
    "waiting",
    "words",
]
