"""What cannot be done with procedures; what a person can act on is a finding, not an error."""

from shouwang.kernel.errors import ShouwangError


class ProcedureError(ShouwangError):
    """A procedure cannot do what was asked."""


class ProcedureUnknown(ProcedureError):
    """政策包里没有名为“{key}”的程序。"""


class ProcedureNotInForce(ProcedureError):
    """程序“{key}”在地区 {region} 于 {on} 没有生效的规定：请在政策包里补充并注明文号。"""


class DutyUnnamed(ProcedureError):
    """A case of {procedure} must name the duties of its open roles and no others: {roles}."""


class ProceduresRefused(ProcedureError):
    """The pack's procedures have {count} faults; the first: {first}"""


class CaseUnknown(ProcedureError):
    """没有编号为 {number} 的事项，或者它不在您的职责范围内。"""


class ActReused(ProcedureError):
    """这次提交的编号 {number} 已经用在另一件事上：请刷新页面后重新提交。"""


class NobodyActs(ProcedureError):
    """A procedure is carried on by a person with a duty, not by the system."""
