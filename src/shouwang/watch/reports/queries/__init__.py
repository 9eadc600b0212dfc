"""Reading reports: by receipt without a place, and inside the scope."""

from shouwang.watch.reports.queries.answers import Answered, answer_of, answers, fitting
from shouwang.watch.reports.queries.hotlines import hotline
from shouwang.watch.reports.queries.lists import (
    MOST_HOMES,
    Filters,
    Home,
    before,
    homes,
    own,
    report,
    reports,
)
from shouwang.watch.reports.queries.places import counties, place_name, townships, village, villages
from shouwang.watch.reports.queries.policy import categories, category_label, take_up_by
from shouwang.watch.reports.queries.receipts import Standing, standing

__all__ = [
    "MOST_HOMES",
    "Answered",
    "Filters",
    "Home",
    "Standing",
    "answer_of",
    "answers",
    "before",
    "categories",
    "category_label",
    "counties",
    "fitting",
    "homes",
    "hotline",
    "own",
    "place_name",
    "report",
    "reports",
    "standing",
    "take_up_by",
    "townships",
    "village",
    "villages",
]
