"""Reading for the visits' room; nothing here writes."""

from shouwang.watch.visits.queries.forms import (
    current_forms,
    form_in_force,
    form_of,
    packaged_forms,
    text_of,
)
from shouwang.watch.visits.queries.information import (
    authorisations_of,
    checks_of,
    information_codes,
    questions_for,
    valid_authorisation,
)
from shouwang.watch.visits.queries.known import known_of
from shouwang.watch.visits.queries.lookbacks import (
    Population,
    assigned_to,
    drawn_of,
    frame_of,
    look_back,
    look_backs,
    result_of,
)
from shouwang.watch.visits.queries.visits import (
    Evidence,
    changed_since,
    drafts_of,
    evidence_of,
    home_visits_of,
    visit,
    visitors_in,
    visits_of,
    waiting,
)

__all__ = [
    "Evidence",
    "Population",
    "assigned_to",
    "authorisations_of",
    "changed_since",
    "checks_of",
    "current_forms",
    "drafts_of",
    "drawn_of",
    "evidence_of",
    "form_in_force",
    "form_of",
    "frame_of",
    "home_visits_of",
    "information_codes",
    "known_of",
    "look_back",
    "look_backs",
    "packaged_forms",
    "questions_for",
    "result_of",
    "text_of",
    "valid_authorisation",
    "visit",
    "visitors_in",
    "visits_of",
    "waiting",
]
