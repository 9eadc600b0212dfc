"""What the room refuses; the docstring is the sentence shown."""

from shouwang.kernel.errors import ShouwangError


class ExitsError(ShouwangError):
    """The exits room cannot do what was asked."""


class CheckUnknown(ExitsError):
    """没有这份核对表，或不在您的职责范围内。"""


class SampleUnknown(ExitsError):
    """没有这次抽查，或不在您的职责范围内。"""


class NobodyToSample(ExitsError):
    """这段时间没有退出的农户，不能抽查：请改起止日期。"""
