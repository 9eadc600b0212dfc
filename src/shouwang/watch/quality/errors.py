"""What the quality room refuses; the docstring is the sentence shown."""

from shouwang.kernel.errors import ShouwangError


class QualityError(ShouwangError):
    """The check of data quality cannot do what was asked."""


class CheckUnknown(QualityError):
    """没有编号为 {number} 的核查。"""


class FindingUnknown(QualityError):
    """没有编号为 {number} 的疑点。"""


class ExplanationMissing(QualityError):
    """请写明情况：为什么登记的内容没有错，或者准备怎样更正。"""


class RemarkMissing(QualityError):
    """退回说明时请写明缺什么，让对方知道怎样补。"""


class NothingToAnswer(QualityError):
    """选中的疑点里没有可以这样办理的：可能别人已经办过，或者已经更正。请刷新列表再看。"""


class ListUnreadable(QualityError):
    """读不懂这张疑点清单：{reason}"""


class DifferenceUnknown(QualityError):
    """没有编号为 {number} 的不一致项。"""


class DifferenceSettled(QualityError):
    """这一项已经核定过了，请刷新页面再看。"""


class ReasonMissing(QualityError):
    """请写明理由：怎样核实的，为什么以这个为准。"""


class ValueMissing(QualityError):
    """选定为准的来源没有内容，请先补录。"""


class ItemNotCorrectable(QualityError):
    """“{item}”不能在这里直接改：请到农户档案里办理（{where}），再回来核对。"""


class ValueNotUnderstood(QualityError):
    """{item}“{value}”看不懂：{reason}"""
