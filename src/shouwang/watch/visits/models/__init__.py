"""Visits with their signatures; authorisations and what departments answered; look-back checks."""

from shouwang.watch.visits.models.information import (
    Answer,
    Authorisation,
    InformationCheck,
    InformationQuestion,
    Withdrawal,
)
from shouwang.watch.visits.models.lookbacks import Assignment, Drawn, LookBack
from shouwang.watch.visits.models.visits import (
    Draft,
    FormVersion,
    HomeVisit,
    Proposal,
    Role,
    Signature,
)

__all__ = [
    "Answer",
    "Assignment",
    "Authorisation",
    "Draft",
    "Drawn",
    "FormVersion",
    "HomeVisit",
    "InformationCheck",
    "InformationQuestion",
    "LookBack",
    "Proposal",
    "Role",
    "Signature",
    "Withdrawal",
]
