"""What the room refuses; the docstring is the sentence shown."""

from shouwang.kernel.errors import ShouwangError


class CaseworkError(ShouwangError):
    """The casework room cannot do what was asked."""


class NothingSelected(CaseworkError):
    """没有选中可以一起办理的事项：请先勾选，或放宽筛选条件。"""


class TooManySelected(CaseworkError):
    """一次最多办理 {most} 件，现在选中 {count} 件：请先按乡镇或环节筛选，分几次办。"""


class BatchReused(CaseworkError):
    """这次提交的编号已经用在另一批上：请回到清单重新选择。"""


class RecordReused(CaseworkError):
    """这次提交的编号已经用在另一份材料上：请刷新页面后重新提交。"""
