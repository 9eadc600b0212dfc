"""The market's session store (settings.SESSION_ENGINE): Django's own, on our table."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from shouwang.market.members.models import MemberSession


class SessionStore(DatabaseStore):
    """Reads and writes `MemberSession`."""

    @classmethod
    def get_model_class(cls) -> type[MemberSession]:
        """The table."""
        return MemberSession

    def create_model_instance(self, data: dict[str, Any]) -> MemberSession:
        """The row for this session's data, which knows whose it is."""
        row = super().create_model_instance(data)
        assert isinstance(row, MemberSession)
        row.member_id = data.get(SESSION_KEY)
        return row
