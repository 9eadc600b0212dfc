"""The stored form of an encrypted value, and encrypting one value or many.

    byte 0      format, now 1
    byte 1      cipher: 1 AES-256-GCM, 2 SM4-GCM
    bytes 2-3   number of the key, big-endian
    bytes 4-15  nonce, random
    then        ciphertext and tag of 16 bytes

The name of the place, "table.column", is associated data: a value copied into another column does
not decrypt there.
"""

import hmac
import os
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from django.conf import settings

from shouwang.kernel.crypto import ciphers
from shouwang.kernel.crypto.keyring import Keyring
from shouwang.kernel.errors import ShouwangError
from shouwang.kernel.identity.text import normalised

FORMAT = 1
_HEADER = 4
_BODY = _HEADER + ciphers.NONCE_BYTES


class SealBroken(ShouwangError):
    """An encrypted value of {place} was changed, moved from elsewhere, or is not one of ours."""


def seal(text: str, place: str) -> bytes:
    """Encrypt one text for the place ("table.column") with the current key and cipher."""
    return seal_many((text,), place)[0] or b""


def seal_many(texts: Iterable[str | None], place: str) -> list[bytes | None]:
    """Encrypt many texts for one place; None stays None."""
    ring = _keyring()
    header = current_header(ring)
    encrypt = ciphers.sealer(header[1], ring.key(ring.current)).encrypt
    bound, values = place.encode(), list(texts)
    nonces = os.urandom(ciphers.NONCE_BYTES * len(values))
    sealed: list[bytes | None] = []
    for number, text in enumerate(values):
        if text is None:
            sealed.append(None)
            continue
        start = number * ciphers.NONCE_BYTES
        nonce = nonces[start : start + ciphers.NONCE_BYTES]
        sealed.append(header + nonce + encrypt(nonce, text.encode(), bound))
    return sealed


def unseal(value: bytes, place: str) -> str:
    """Decrypt a value of the place. Raises SealBroken, or KeyUnknown when its key is missing."""
    if len(value) < _BODY + ciphers.TAG_BYTES or value[0] != FORMAT:
        raise SealBroken(place=place)
    key = _keyring().key(int.from_bytes(value[2:_HEADER], "big"))
    try:
        sealer = ciphers.sealer(value[1], key)
        return sealer.decrypt(value[_HEADER:_BODY], value[_BODY:], place.encode()).decode()
    except (InvalidTag, ciphers.CipherUnknown) as error:
        raise SealBroken(place=place) from error


def unseal_many(values: Iterable[bytes | None], place: str) -> list[str | None]:
    """Decrypt many values of one place; None stays None."""
    return [None if value is None else unseal(bytes(value), place) for value in values]


def current_header(ring: Keyring | None = None) -> bytes:
    """How a value begins that was encrypted with the current key and cipher."""
    key = (ring or _keyring()).current
    return bytes((FORMAT, ciphers.code_of(str(settings.SHOUWANG_CIPHER)))) + key.to_bytes(2, "big")


def blind(text: str, place: str) -> bytes:
    """The keyed digest by which an encrypted value is found: equal texts of a place are equal.

    The text is normalised first (half-width, capitals, no blanks). 16 bytes of HMAC-SHA-256.
    """
    return blind_many((text,), place)[0] or b""


def blind_many(texts: Iterable[str | None], place: str) -> list[bytes | None]:
    """The keyed digests of many texts for one place; None stays None."""
    key = hmac.digest(_keyring().index, place.encode(), "sha256")
    return [
        None if text is None else hmac.digest(key, normalised(text).encode(), "sha256")[:16]
        for text in texts
    ]


def _keyring() -> Keyring:
    ring: Keyring = settings.SHOUWANG_KEYS
    return ring
