"""What cannot be done with policy values."""

from shouwang.kernel.errors import ShouwangError


class PolicyError(ShouwangError):
    """A policy value cannot be changed so."""


class ValueUnknown(PolicyError):
    """没有编号为 {number} 的参数取值。"""


class ValueWithdrawn(PolicyError):
    """参数取值 {number} 已经撤销，不能再次撤销。"""
