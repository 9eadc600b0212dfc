"""Buyers over HTTP: connections that stay open, sessions that are logged in already."""

import http.client
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from shouwang.market.members.models import Member, MemberSession
from shouwang.market.members.sessions import SessionStore

TOKEN = "a" * 32
RECEIVER = {
    "receiver": "李四",
    "telephone": "13900000000",
    "province": "360000",
    "address": "象湖镇中山路1号",
    "gateway": "testing",
    "csrfmiddlewaretoken": TOKEN,
}


def session_of(member: Member) -> str:
    """The key of a session in which the member is logged in."""
    return sessions_of([member])[0]


def sessions_of(members: Sequence[Member]) -> list[str]:
    """The keys of sessions in which the members are logged in."""
    store, until = SessionStore(), timezone.now() + timedelta(days=1)
    rows = [
        MemberSession(
            session_key=f"{uuid4().hex[:28]}{number:04}",
            session_data=store.encode(
                {
                    SESSION_KEY: str(member.pk),
                    BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
                    HASH_SESSION_KEY: member.get_session_auth_hash(),
                }
            ),
            expire_date=until,
            member=member,
        )
        for number, member in enumerate(members)
    ]
    MemberSession.objects.bulk_create(rows, batch_size=1000)
    return [row.session_key for row in rows]


@dataclass
class Buyer:
    """One connection to the market's web server."""

    port: int
    session: str = ""
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def post(self, path: str, given: dict[str, object]) -> tuple[int, str]:
        """Status and body of an answer to a form."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"market_session={self.session}; market_csrf={TOKEN}",
        }
        return self._asked(path, urlencode(given).encode(), headers)

    def check_out(self) -> tuple[str, int, str]:
        """Order what is in the cart: the order's number, status and body."""
        number = str(uuid4())
        status, body = self.post("/checkout/", {**RECEIVER, "number": number})
        return number, status, body

    def notify(self, body: bytes, headers: dict[str, str]) -> int:
        """A gateway's notice."""
        given = {"Content-Type": "application/json", **headers}
        return self._asked("/pay/notices/testing/", body, given)[0]

    def close(self) -> None:
        """End the connection."""
        self.connection.close()

    def _asked(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        self.connection.request("POST", path, body, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read().decode()
