"""The session store (settings.SESSION_ENGINE): Django's own, on our table.

Django writes a session as one opaque text; whose it is, when it began and from where are copied
into columns, so that a person can see and end sessions and an operation can end them all. When a
session ends by itself is computed from its beginning and its last use, never from the cookie.
"""

from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from shouwang.people import rules
from shouwang.people.models.accounts import Account
from shouwang.people.models.sessions import AccountSession

BEGUN, SEEN, ADDRESS, AGENT = "_begun_at", "_seen_at", "_address", "_agent"
# a busy session is written once a minute, not with every request
WRITTEN_EVERY = timedelta(minutes=1)
# The account that was read with the session, until the backend asks for it: once.
_came_along: ContextVar[Account | None] = ContextVar("account read with the session", default=None)


class SessionStore(DatabaseStore):
    """Reads and writes `AccountSession`."""

    @classmethod
    def get_model_class(cls) -> type[AccountSession]:
        """The table."""
        return AccountSession

    def _get_session_from_db(self) -> AccountSession | None:
        """The row, and with it its account, in one statement."""
        row: AccountSession | None = super()._get_session_from_db()  # type: ignore[misc]
        _came_along.set(row.account if row else None)
        return row

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """When it ends by itself."""
        begun, seen = _instant(self.get(BEGUN)), _instant(self.get(SEEN))
        if begun is None or seen is None:
            return super().get_expiry_date(**kwargs)
        return rules.expires_at(begun, seen)

    def create_model_instance(self, data: dict[str, Any]) -> AccountSession:
        """The row for this session's data."""
        row = super().create_model_instance(data)
        assert isinstance(row, AccountSession)
        row.account_id = data.get(SESSION_KEY)
        row.begun_at = _instant(data.get(BEGUN))
        row.seen_at = _instant(data.get(SEEN))
        row.address = data.get(ADDRESS)
        row.agent = data.get(AGENT, "")[:200]
        return row


def account_of_session(key: Any) -> Account | None:
    """The account with the key, if the session just read was its own; asked again, None."""
    account = _came_along.get()
    _came_along.set(None)
    return account if account is not None and account.pk == key else None


def begin(session: SessionBase, *, at: datetime, address: str | None, agent: str) -> None:
    """Note when and from where the session began, and write it."""
    session[BEGUN] = session[SEEN] = at.isoformat()
    session[ADDRESS], session[AGENT] = address, agent
    session.save()


def touch(session: SessionBase, *, at: datetime) -> bool:
    """Note that the session is in use; True when that was worth writing."""
    seen = _instant(session.get(SEEN))
    if seen is not None and at - seen < WRITTEN_EVERY:
        return False
    session.setdefault(BEGUN, at.isoformat())
    session[SEEN] = at.isoformat()
    return True


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
