"""One call of a gateway over HTTP: in time, and clear about whether the other side heard it."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from shouwang.messaging.errors import NotTaken

SECONDS = 10.0
_MOST_BYTES = 100_000


class NoAnswer(Exception):
    """The request went out, and no answer came back that can be understood."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The status and the JSON object of an answer."""

    status: int
    body: Mapping[str, Any]


def call(
    url: str,
    body: Mapping[str, Any] | None = None,
    *,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """POST the body as JSON, or GET without one.

    Raises NotTaken when no connection came about, and NoAnswer when it broke or lasted too long.
    """
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=SECONDS)
    try:
        try:
            connection.connect()
        except OSError as error:
            raise NotTaken(reason=type(error).__name__) from error
        return _exchange(connection, parts.path or "/", parts.query, body, headers or {})
    finally:
        connection.close()


def _exchange(
    connection: http.client.HTTPConnection,
    path: str,
    query: str,
    body: Mapping[str, Any] | None,
    headers: Mapping[str, str],
) -> Answer:
    sent = None if body is None else json.dumps(body, ensure_ascii=False).encode()
    try:
        connection.request(
            "GET" if sent is None else "POST",
            f"{path}?{query}" if query else path,
            sent,
            {"Content-Type": "application/json; charset=utf-8", **headers},
        )
        with connection.getresponse() as response:
            read = json.loads(response.read(_MOST_BYTES) or b"{}")
    except (OSError, http.client.HTTPException, ValueError) as error:
        # without the error's own words: they may repeat what was sent
        raise NoAnswer(type(error).__name__) from None
    return Answer(response.status, read if isinstance(read, dict) else {})
