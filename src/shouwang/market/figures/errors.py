"""Why a unit's name is not changed."""

from shouwang.kernel.errors import ShouwangError


class NotManager(ShouwangError):
    """只有本单位的管理员可以决定是否公开单位名称。"""
