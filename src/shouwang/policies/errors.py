"""What cannot be done with policy values."""

from shouwang.kernel.errors import ShouwangError


class ValueUnknown(ShouwangError):
    """没有编号为 {number} 的参数取值。"""


class ValueWithdrawn(ShouwangError):
    """参数取值 {number} 已经撤销，不能再次撤销。"""
