"""What can go wrong with people."""

from shouwang.kernel.errors import ShouwangError


class PeopleError(ShouwangError):
    """Something about accounts or duties that cannot be done."""


class NotEntitled(PeopleError):
    """您的职责不允许办理此事（{act}）。"""


class NotManaged(PeopleError):
    """您不能管理账号 {username}：对方的职责不都在您可授予的范围内。"""


class RequestDecided(PeopleError):
    """这份申请已经办理过了，请刷新页面查看结果。"""
