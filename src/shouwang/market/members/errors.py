"""Why the market does not take somebody in."""

from shouwang.kernel.errors import ShouwangError


class NameTaken(ShouwangError):
    """用户名 {username} 已经有人用了，请换一个。"""
