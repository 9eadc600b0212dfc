"""The session store (settings.SESSION_ENGINE): Django's own, on our table.

Django writes a session as one opaque text; whose it is, when it began and from where are copied
into columns, so that a person can see and end sessions and an operation can end them all.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from shouwang.people.models.sessions import AccountSession

BEGUN, SEEN, ADDRESS, AGENT = "_begun_at", "_seen_at", "_address", "_agent"


class SessionStore(DatabaseStore):
    """Reads and writes `AccountSession`."""

    @classmethod
    def get_model_class(cls) -> type[AccountSession]:
        """The table."""
        return AccountSession

    def create_model_instance(self, data: dict[str, Any]) -> AccountSession:
        """The row for this session's data."""
        row = super().create_model_instance(data)
        row.account_id = data.get(SESSION_KEY)
        row.begun_at = _instant(data.get(BEGUN))
        row.seen_at = _instant(data.get(SEEN))
        row.address = data.get(ADDRESS)
        row.agent = data.get(AGENT, "")[:200]
        return row


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
