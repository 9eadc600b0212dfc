"""What settlement refuses."""

from shouwang.kernel.errors import ShouwangError


class SettlementError(ShouwangError):
    """Settlement cannot do it."""


class LineNotSettled(SettlementError):
    """Order line {line} is not settled: there is nothing to take back."""


class AnswerUnreadable(SettlementError):
    """Line {line} of the bank's file cannot be read: {reason}."""


class WorkRefused(SettlementError):
    """务工记录不能这样办理。"""


class WorkSettled(WorkRefused):
    """这个批次已经有货款结算，务工记录不能再改。"""


class WorkByNobody(WorkRefused):
    """那一天没有这个供货链接，或农户已经撤回同意。"""


class WorkAhead(WorkRefused):
    """日期不能晚于今天。"""


class WorkReplaced(WorkRefused):
    """这条记录已经改过，请看改过的那一条。"""


class WorkReused(WorkRefused):
    """这张表已经交过，内容不同；请重新打开再填。"""
