"""What the room refuses; the docstring is the sentence shown."""

from shouwang.kernel.errors import ShouwangError


class PairingError(ShouwangError):
    """The pairing room cannot do what was asked."""


class HelperUnknown(PairingError):
    """没有这名帮扶责任人，或不在您的职责范围内。"""


class HouseholdUnknown(PairingError):
    """没有这一户，或不在您的职责范围内：{number}。"""


class PlanUnknown(PairingError):
    """没有这份分派方案，或不在您的职责范围内。"""


class NoHelpers(PairingError):
    """{place}还没有登记帮扶责任人：请先新增或粘贴名单，再分派。"""


class SolverFailed(PairingError):
    """分派没有算出结果，没有改动任何结对：请把这句话告诉管理员。"""
