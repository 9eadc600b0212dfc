"""What the room refuses; the docstring is the sentence shown."""

from shouwang.kernel.errors import ShouwangError


class MessagingError(ShouwangError):
    """The messaging room cannot do what was asked."""


class TextRefused(MessagingError):
    """A message of kind {kind!r} holds what looks like an identity or telephone number."""


class LinkRefused(MessagingError):
    """The link of a message of kind {kind!r} does not stay on this site: begin it with one /."""


class KindUnnamed(MessagingError):
    """{kind!r} is no kind of message: small letters, digits, dots and _, a letter first."""


class TemplateRefused(MessagingError):
    """No sentence {template!r}, or what fills its places may not leave the house."""


class NotTaken(MessagingError):
    """发送方没有收下：{reason}"""


class Rejected(MessagingError):
    """发送方拒绝：{reason}"""


class SenderUnset(MessagingError):
    """{sender} needs the setting {setting}."""


class ReasonMissing(MessagingError):
    """请写明原因：它将写入日志。"""


class NotToDecide(MessagingError):
    """这条消息现在是“{state}”，不用再处理。"""
