"""What the room refuses by an exception; the docstring is the sentence shown."""

from shouwang.kernel.errors import ShouwangError


class VisitsError(ShouwangError):
    """The visits room cannot do what was asked."""


class FormsRefused(VisitsError):
    """The pack's visit forms hold {count} faults; the first: {first}"""


class FormUnknown(VisitsError):
    """没有名为 {key} 的走访表，或它在这里还没有生效。"""


class VisitUnknown(VisitsError):
    """没有这次走访的记录，或不在您的辖区内。"""


class QuestionUnknown(VisitsError):
    """没有这项信息核对，或不归您的部门答复。"""


class AuthorisationUnknown(VisitsError):
    """没有这份授权书，或不在您的辖区内。"""


class LookBackUnknown(VisitsError):
    """没有这次回头看，或不在您的辖区内。"""
