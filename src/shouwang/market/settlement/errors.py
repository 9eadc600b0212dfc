"""What settlement refuses."""

from shouwang.kernel.errors import ShouwangError


class SettlementError(ShouwangError):
    """Settlement cannot do it."""


class LineNotSettled(SettlementError):
    """Order line {line} is not settled: there is nothing to take back."""


class AnswerUnreadable(SettlementError):
    """Line {line} of the bank's file cannot be read: {reason}."""
