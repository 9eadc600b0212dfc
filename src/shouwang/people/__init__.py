"""Accounts, the duties they hold, and the log-in."""
