"""What cannot be done with meetings and notices; what a person can put right is a finding."""

from shouwang.kernel.errors import ShouwangError


class ReviewsError(ShouwangError):
    """A meeting or notice cannot do what was asked."""


class MeetingUnknown(ReviewsError):
    """没有这次会议，或者它不在您的职责范围内。"""


class NoticeUnknown(ReviewsError):
    """没有这份公示，或者它不在您的职责范围内。"""


class NumberReused(ReviewsError):
    """这次提交的编号已经用在另一件事上：请刷新页面后重新提交。"""
