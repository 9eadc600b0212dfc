"""What is done to accounts, duties, log-ins and sessions: each atomic, each in the journal."""

from shouwang.people.operations.accounts import (
    Engaged,
    change_password,
    create_account,
    engage,
    reset_password,
    switch_off,
)
from shouwang.people.operations.duties import end_duty, grant_duty
from shouwang.people.operations.installation import install_administrator, system_account
from shouwang.people.operations.logins import (
    begin_log_in,
    fail_code,
    fail_log_in,
    is_shut_out,
    pass_log_in,
    unlock,
)
from shouwang.people.operations.sessions import end_session, end_sessions, trim_sessions

__all__ = [
    "Engaged",
    "begin_log_in",
    "change_password",
    "create_account",
    "end_duty",
    "end_session",
    "end_sessions",
    "engage",
    "fail_code",
    "fail_log_in",
    "grant_duty",
    "install_administrator",
    "is_shut_out",
    "pass_log_in",
    "reset_password",
    "switch_off",
    "system_account",
    "trim_sessions",
    "unlock",
]
