"""Reading for the papers' room: galleries, what a printed paper says, jobs, verification."""

from shouwang.watch.papers.queries.contents import (
    Content,
    Member,
    Place,
    contents,
    default_day,
    places,
)
from shouwang.watch.papers.queries.lists import (
    household,
    households_of,
    job,
    jobs,
    paper,
    papers,
    printings,
    verification,
)
from shouwang.watch.papers.queries.past import content_of
from shouwang.watch.papers.queries.rolls import (
    ROLL_HEADINGS,
    Roll,
    RollRow,
    Village,
    roll,
    roll_rows,
)

__all__ = [
    "ROLL_HEADINGS",
    "Content",
    "Member",
    "Place",
    "Roll",
    "RollRow",
    "Village",
    "content_of",
    "contents",
    "default_day",
    "household",
    "households_of",
    "job",
    "jobs",
    "paper",
    "papers",
    "places",
    "printings",
    "roll",
    "roll_rows",
    "verification",
]
