"""Forms of the room."""

from shouwang.watch.visits.forms.asking import as_uuid, language
from shouwang.watch.visits.forms.information import (
    AnswerForm,
    AuthorisationForm,
    InformationForm,
    WithdrawalForm,
)
from shouwang.watch.visits.forms.lookbacks import LookBackForm
from shouwang.watch.visits.forms.sheet import VisitSheet, as_initial

__all__ = [
    "AnswerForm",
    "AuthorisationForm",
    "InformationForm",
    "LookBackForm",
    "VisitSheet",
    "WithdrawalForm",
    "as_initial",
    "as_uuid",
    "language",
]
