"""Accounts, their duties, their sessions and the log of log-ins."""

from shouwang.people.models.accounts import Account, AccountQuerySet
from shouwang.people.models.duties import KIND_NAMES, Duty, DutyQuerySet
from shouwang.people.models.logins import LogIn, Outcome
from shouwang.people.models.requests import AccountRequest
from shouwang.people.models.reviews import DutyReview
from shouwang.people.models.sessions import AccountSession

__all__ = [
    "KIND_NAMES",
    "Account",
    "AccountQuerySet",
    "AccountRequest",
    "AccountSession",
    "Duty",
    "DutyQuerySet",
    "DutyReview",
    "LogIn",
    "Outcome",
]
