"""What the bridge refuses."""

from shouwang.kernel.errors import ShouwangError


class AlreadyLinked(ShouwangError):
    """The household already has a live link to this supplier."""


class LinkUnknown(ShouwangError):
    """There is no such link, or it was withdrawn."""


class CertificateOverlaps(ShouwangError):
    """The supplier already has a certificate for {product} in this time."""


class KeyReused(ShouwangError):
    """The same key was handed over before with other content: {key}."""


class FileMissing(ShouwangError):
    """这份附件的文件找不到或已损坏，请联系管理员从备份恢复。"""
