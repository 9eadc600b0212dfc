"""What the room refuses; the docstring is the sentence shown."""

from shouwang.kernel.errors import ShouwangError


class SuppliersError(ShouwangError):
    """供货主体不能这样办理。"""


class AlreadySupplier(SuppliersError):
    """这个账号已经替一家供货主体办事，一个账号只能属于一家。"""


class NumberTaken(SuppliersError):
    """这个证件号码已经登记过供货主体，请联系平台核对。"""


class StateRefuses(SuppliersError):
    """现在的状态是“{state}”，不能这样办理。请刷新页面再看。"""


class ReasonMissing(SuppliersError):
    """请写明原因，对方会看到。"""


class AgreementGoesBack(SuppliersError):
    """新的分成协议不能早于上一版的起始日期 {from_on}。"""


class ActReused(SuppliersError):
    """这次提交的编号已经用过，请重新打开页面再填。"""


class NotYours(SuppliersError):
    """您不是这家供货主体的人员，或没有这项权限。"""
