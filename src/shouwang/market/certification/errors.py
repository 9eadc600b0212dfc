"""What the room refuses; the docstring is the sentence shown."""

from shouwang.kernel.errors import ShouwangError


class CertificationError(ShouwangError):
    """认证申请不能这样办理。"""


class DraftUnknown(CertificationError):
    """没有这份申请草稿。"""


class AlreadySubmitted(CertificationError):
    """这份申请已经提交，不能再改。要改请另写一份。"""


class DraftChanged(CertificationError):
    """别人刚改过这份草稿。请看看现在的内容，再保存一次。"""


class LinksChanged(CertificationError):
    """名单里有农户已经撤回同意，请重新勾选带动的农户。"""


class PaperLost(CertificationError):
    """有一份附件没有存好，请重新上传后再提交。"""
