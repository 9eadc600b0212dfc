"""What the room refuses; the docstring is the sentence shown."""

from shouwang.kernel.errors import ShouwangError


class AccountabilityError(ShouwangError):
    """The room of responsibility and supervision cannot do what was asked."""


class CaseElsewhere(AccountabilityError):
    """没有这件事项，或者它不在您的职责范围内。"""


class MonthUnreadable(AccountabilityError):
    """“{text}”不是一个月份：请写成 2024-06。"""
