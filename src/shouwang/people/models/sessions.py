"""Sessions in a table that knows whose they are, so that they can be listed and ended."""

from typing import Any

from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models

from shouwang.people.models.accounts import Account

# the first that occurs in the browser's own description wins
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


class AccountSessionManager(BaseSessionManager):
    """Sessions with their accounts: every request needs both."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Read together."""
        return super().get_queryset().select_related("account")


class AccountSession(AbstractBaseSession):
    """A browser's session. One without an account belongs to somebody on the log-in page."""

    account = models.ForeignKey(
        Account, models.CASCADE, related_name="sessions", null=True, blank=True
    )
    begun_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)
    agent = models.CharField(max_length=200, blank=True)

    objects = AccountSessionManager()  # type: ignore[misc]

    @classmethod
    def get_session_store_class(cls):
        """The store that writes this table (Django asks for it)."""
        from shouwang.people.sessions import SessionStore  # noqa: PLC0415 (they name each other)

        return SessionStore

    @property
    def device(self) -> str:
        """Browser and system in two words, as far as the browser tells."""
        words = [
            next((word for mark, word in names if mark in self.agent), "")
            for names in (_BROWSERS, _SYSTEMS)
        ]
        return " · ".join(word for word in words if word) or self.agent[:40] or "—"
