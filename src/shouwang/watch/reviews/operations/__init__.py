"""What changes meetings, notices and objections: each in one transaction, with its journal."""

from shouwang.watch.reviews.operations.concluding import Concluded, conclude, take_off
from shouwang.watch.reviews.operations.drafting import NoticeDraft, draft_notice
from shouwang.watch.reviews.operations.meetings import Minutes, Put, drop_meeting, save_meeting
from shouwang.watch.reviews.operations.notices import enter_desk
from shouwang.watch.reviews.operations.objections import record_objection
from shouwang.watch.reviews.operations.posting import Posting, post_notice, take_down
from shouwang.watch.reviews.operations.printing import (
    is_told,
    print_application,
    print_exit_notice,
    print_minutes,
    print_notice,
    result_of,
)
from shouwang.watch.reviews.operations.telling import tell_over

__all__ = [
    "Concluded",
    "Minutes",
    "NoticeDraft",
    "Posting",
    "Put",
    "conclude",
    "draft_notice",
    "drop_meeting",
    "enter_desk",
    "is_told",
    "post_notice",
    "print_application",
    "print_exit_notice",
    "print_minutes",
    "print_notice",
    "record_objection",
    "result_of",
    "save_meeting",
    "take_down",
    "take_off",
    "tell_over",
]
