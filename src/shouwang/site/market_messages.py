"""Sentences for a member's next page, in a cookie that the watch on the same host does not read."""

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class MarketCookie(CookieStorage):
    """The cookie: a browser sends those of one host to both sites, whatever the port."""

    cookie_name = "market_messages"
    key_salt = "shouwang.market.messages"


class MarketMessages(FallbackStorage):
    """The cookie, and the session for what does not fit into it (settings.MESSAGE_STORAGE)."""

    storage_classes = (MarketCookie, SessionStorage)
