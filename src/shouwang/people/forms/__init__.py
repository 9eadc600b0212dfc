"""Forms: log-in, passwords, one-time codes, and what the office fills in about people."""

from shouwang.people.forms.asking import (
    ApproveForm,
    AskForm,
    LendForm,
    LogInFilter,
    RefuseForm,
    ReviewFilter,
    RosterForm,
)
from shouwang.people.forms.duties import (
    CorrectForm,
    DutyForm,
    EngageForm,
    PeopleFilter,
    ReasonForm,
    first_values,
)
from shouwang.people.forms.logins import (
    ActivateCodeForm,
    ChangePasswordForm,
    CodeForm,
    LogInForm,
    ReauthenticateCodeForm,
    ReauthenticateForm,
)
from shouwang.people.forms.showing import raise_findings

__all__ = [
    "ActivateCodeForm",
    "ApproveForm",
    "AskForm",
    "ChangePasswordForm",
    "CodeForm",
    "CorrectForm",
    "DutyForm",
    "EngageForm",
    "LendForm",
    "LogInFilter",
    "LogInForm",
    "PeopleFilter",
    "ReasonForm",
    "ReauthenticateCodeForm",
    "ReauthenticateForm",
    "RefuseForm",
    "ReviewFilter",
    "RosterForm",
    "first_values",
    "raise_findings",
]
