"""Pages of reviews and notices."""

from shouwang.watch.reviews.views.agenda import new_meeting
from shouwang.watch.reviews.views.drafting import new_notice
from shouwang.watch.reviews.views.lists import desk_page, export_reviews, reviews_page
from shouwang.watch.reviews.views.meetings import (
    counted,
    drop,
    print_meeting,
    review,
    settle_rest,
    strike,
)
from shouwang.watch.reviews.views.notices import (
    notice_page,
    object_to,
    print_list,
    take_down,
)
from shouwang.watch.reviews.views.papers import print_application, print_exit_notice
from shouwang.watch.reviews.views.public import public_page

__all__ = [
    "counted",
    "desk_page",
    "drop",
    "export_reviews",
    "new_meeting",
    "new_notice",
    "notice_page",
    "object_to",
    "print_application",
    "print_exit_notice",
    "print_list",
    "print_meeting",
    "public_page",
    "review",
    "reviews_page",
    "settle_rest",
    "strike",
    "take_down",
]
