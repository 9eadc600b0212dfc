"""What the papers' room refuses; the docstring is the sentence shown."""

from shouwang.kernel.errors import ShouwangError


class PapersError(ShouwangError):
    """The papers of a dossier cannot do what was asked."""


class PaperRefused(PapersError):
    """这个文件不能收：{reason}"""


class PaperMissing(PapersError):
    """这份材料的文件找不到或已损坏，请联系管理员从备份恢复。"""


class PaperAlreadyThere(PapersError):
    """这一户已有内容相同的材料，不能重复保存或恢复。"""


class ReasonMissing(PapersError):
    """请填写移除的原因：它和移除人一起留存。"""


class FontsMissing(PapersError):
    """这台服务器没有中文字体，做不出 PDF。请管理员安装字体软件包 fonts-noto-cjk（或方正、思源、中易字体）后再试；现在可以下载 Word，或用“网页打印”。"""  # noqa: E501


class TemplateBroken(PapersError):
    """本单位的 Word 模板 {name} 套不上：{reason}。请改正 {path}，或移走它改用系统自带的模板。"""


class NothingToPrint(PapersError):
    """所选范围内没有符合条件的农户，没有可打印的内容。请换一个范围或日期。"""


class TooManyToPrint(PapersError):
    """一次最多打印 {most} 户，所选范围有 {count} 户。请按村分别打印。"""
