"""Accounts, their duties, their sessions and the log of log-ins."""

from shouwang.people.models.accounts import Account, AccountQuerySet

__all__ = ["Account", "AccountQuerySet"]
