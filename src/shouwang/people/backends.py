"""Who is logged in (settings.AUTHENTICATION_BACKENDS)."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from shouwang.people import sessions
from shouwang.people.models import Account


class AccountBackend(AuthenticationBackend):
    """allauth's, which need not read an account again that came with its session."""

    def get_user(self, user_id: Any) -> Account | None:
        """The account, None when it may no longer log in."""
        account = sessions.account_of_session(user_id)
        if account is not None:
            return account if self.user_can_authenticate(account) else None
        found: Account | None = super().get_user(user_id)
        return found
