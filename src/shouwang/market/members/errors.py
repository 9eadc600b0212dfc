"""Why the market does not take somebody in."""

from shouwang.kernel.errors import ShouwangError


class NameTaken(ShouwangError):
    """用户名 {username} 已经有人用了，请换一个。"""


class MemberUnknown(ShouwangError):
    """There is no member {username!r} on the market; the name must be signed up there first."""


class NotToBeBlocked(ShouwangError):
    """运营人员的账号不能在这里停用，请系统管理员处理。"""
