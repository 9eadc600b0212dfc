"""What linkage refuses; the docstring is the sentence shown."""

from shouwang.kernel.errors import ShouwangError


class LinkageError(ShouwangError):
    """Linkage cannot do what was asked."""


class CandidateUnknown(LinkageError):
    """没有编号为 {number} 的疑似重复记录。"""


class AlreadyDecided(LinkageError):
    """{who}已于 {on} 判定为“{decision}”。请先看清原判定；确有错误的，撤销后重新判定。"""


class NotDecided(LinkageError):
    """这一对记录还没有判定，没有可以撤销的内容。"""


class OtherTownship(LinkageError):
    """另一条记录登记在您职责范围以外，请由能同时看到两条记录的上级办公室判定。"""


class ReasonMissing(LinkageError):
    """请写明判定的依据：它将写入日志。"""


class NotOneOfThem(LinkageError):
    """只能从这两条记录中选择停用的一条。"""
