"""What is done to accounts, duties, log-ins and sessions: each atomic, each in the journal."""

from shouwang.people.operations.accounts import (
    Engaged,
    change_password,
    correct_account,
    create_account,
    engage,
    reset_password,
    switch_off,
)
from shouwang.people.operations.duties import end_duty, grant_duty
from shouwang.people.operations.installation import install_administrator, system_account
from shouwang.people.operations.lending import give_back, lend_duty
from shouwang.people.operations.logins import (
    begin_log_in,
    fail_code,
    fail_log_in,
    is_shut_out,
    pass_log_in,
    unlock,
)
from shouwang.people.operations.requests import (
    Asked,
    approve_request,
    ask_for_account,
    may_decide,
    refuse_request,
)
from shouwang.people.operations.reviews import confirm_duties
from shouwang.people.operations.rosters import Hired, Roster, check_roster, engage_roster
from shouwang.people.operations.sessions import (
    end_other_sessions,
    end_session,
    end_sessions,
    trim_sessions,
)

__all__ = [
    "Asked",
    "Engaged",
    "Hired",
    "Roster",
    "approve_request",
    "ask_for_account",
    "begin_log_in",
    "change_password",
    "check_roster",
    "confirm_duties",
    "correct_account",
    "create_account",
    "end_duty",
    "end_other_sessions",
    "end_session",
    "end_sessions",
    "engage",
    "engage_roster",
    "fail_code",
    "fail_log_in",
    "give_back",
    "grant_duty",
    "install_administrator",
    "is_shut_out",
    "lend_duty",
    "may_decide",
    "pass_log_in",
    "refuse_request",
    "reset_password",
    "switch_off",
    "system_account",
    "trim_sessions",
    "unlock",
]
