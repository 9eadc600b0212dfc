"""What cannot be done with plans, posts, resettled households and the subsidy."""

from shouwang.kernel.errors import ShouwangError


class AssistanceError(ShouwangError):
    """An act upon help cannot be done."""


class PlanUnknown(AssistanceError):
    """没有这份帮扶计划，或者它不在您的职责范围内。"""


class MeasureUnknown(AssistanceError):
    """没有这项措施，或者它不在您的职责范围内。"""


class ActReused(AssistanceError):
    """这次提交的编号 {number} 已经用在另一件事上：请刷新页面后重新提交。"""
