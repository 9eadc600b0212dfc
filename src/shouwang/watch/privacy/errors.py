"""What the room refuses; the docstring is the sentence shown."""

from shouwang.kernel.errors import ShouwangError


class PrivacyError(ShouwangError):
    """The privacy room cannot do what was asked."""


class PersonUnknown(PrivacyError):
    """没有找到这个人，或不在您的职责范围内：{number}。"""


class ReasonMissing(PrivacyError):
    """请写明原因：它将写入日志。"""


class RequestUnknown(PrivacyError):
    """没有编号为 {number} 的更正申请。"""


class AlreadyAnswered(PrivacyError):
    """这项申请已由{who}于 {on} 办结，请看答复。"""


class AnswerMissing(PrivacyError):
    """请写明答复：申请人会看到。"""


class CodesExhausted(PrivacyError):
    """今天给这个人发的验证码太多，请明天再发，或请本人到窗口查看。"""
