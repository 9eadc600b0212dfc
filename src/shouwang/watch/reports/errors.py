"""What the room refuses; the docstring is the sentence shown."""

from shouwang.kernel.errors import ShouwangError


class ReportsError(ShouwangError):
    """The reports room cannot do what was asked."""


class ReportUnknown(ReportsError):
    """没有这件申报，或不在您的职责范围内：{number}。"""


class PlaceUnknown(ReportsError):
    """没有这个村，或它不在您的职责范围内，请重新选择：{code}。"""
