"""What the database believes: a setting signed by the application for one server process.

Whoever can send SQL in the application's role can set any setting, but not sign it. The key is made
of the keyring's index key; the database holds it in a table that only the owner's functions read.
See docs/adr/0011-signed-scope.md.
"""

import hmac
from functools import lru_cache

from django.conf import settings
from django.db import connection

_BLOCK = 64  # bytes of a block of SHA-256: HMAC pads its key to it
_PURPOSE = b"shouwang.scope"
_PROVISION = """
INSERT INTO shouwang.scope_key AS k (inner_pad, outer_pad) VALUES (%s, %s)
ON CONFLICT (single) DO UPDATE SET inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad
WHERE k.inner_pad <> excluded.inner_pad OR k.outer_pad <> excluded.outer_pad
"""


def signature(setting: str, value: str, process: int) -> str:
    """HMAC-SHA256 over setting, number of the server process and value, in hexadecimal."""
    text = f"{setting}\n{process}\n{value}".encode()
    return hmac.digest(_key(settings.SHOUWANG_KEYS.index), text, "sha256").hex()


def provision() -> None:
    """Give the database the key, when it has none or another one. Needs the owner's connection."""
    key = _key(settings.SHOUWANG_KEYS.index).ljust(_BLOCK, b"\0")
    pads = [bytes(byte ^ mask for byte in key) for mask in (0x36, 0x5C)]
    with connection.cursor() as cursor:
        cursor.execute(_PROVISION, pads)


@lru_cache(maxsize=2)
def _key(index: bytes) -> bytes:
    return hmac.digest(index, _PURPOSE, "sha256")
