"""Requests to a gateway's server, by the standard library."""

import urllib.error
import urllib.request

from shouwang.market.orders.errors import GatewayRefused
from shouwang.market.orders.gateways.interface import Reply, Request

SECONDS = 10
MOST_BYTES = 1 << 20


def send(request: Request) -> Reply:
    """Send it, and read what comes back. Raises GatewayRefused when nothing does."""
    if not request.address.startswith("https://"):
        raise GatewayRefused(gateway=request.address, why="not https")
    asked = urllib.request.Request(
        request.address, request.body or None, dict(request.headers), method=request.method
    )
    try:
        with urllib.request.urlopen(asked, timeout=SECONDS) as reply:
            return _read(reply.status, reply.headers.items(), reply.read(MOST_BYTES))
    except urllib.error.HTTPError as error:
        return _read(error.code, error.headers.items(), error.read(MOST_BYTES))
    except OSError as error:
        raise GatewayRefused(gateway=request.address, why=str(error)) from error


def _read(status: int, headers: object, body: bytes) -> Reply:
    named = {str(name).lower(): str(value) for name, value in headers}  # type: ignore[attr-defined]
    return Reply(status, named, body)
