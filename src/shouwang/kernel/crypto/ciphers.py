"""The ciphers for fields: AES-256-GCM by default, SM4-GCM (GB/T 32907) where it is required.

Both authenticate what they encrypt together with associated data that is not stored.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher as RawCipher
from cryptography.hazmat.primitives.ciphers import algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shouwang.kernel.errors import ShouwangError

NONCE_BYTES = 12
TAG_BYTES = 16
_SM4_KEY_BYTES = 16


class CipherUnknown(ShouwangError):
    """There is no cipher {name!r}: SHOUWANG_CIPHER is aes or sm4."""


class Sealer(Protocol):
    """An authenticated cipher with one key."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """The ciphertext followed by its tag of 16 bytes."""

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """The plain bytes; raises InvalidTag when anything was changed."""


class SM4GCM:
    """SM4 in Galois counter mode, with a 16-byte key drawn from the 32-byte one by HKDF."""

    def __init__(self, key: bytes) -> None:
        derive = HKDF(hashes.SHA256(), _SM4_KEY_BYTES, salt=None, info=b"shouwang field sm4")
        self._algorithm = algorithms.SM4(derive.derive(key))

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """See Sealer."""
        context = RawCipher(self._algorithm, modes.GCM(nonce)).encryptor()
        context.authenticate_additional_data(associated_data or b"")
        return context.update(data) + context.finalize() + context.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """See Sealer."""
        if len(data) < TAG_BYTES:
            raise InvalidTag
        mode = modes.GCM(nonce, data[-TAG_BYTES:])
        context = RawCipher(self._algorithm, mode).decryptor()
        context.authenticate_additional_data(associated_data or b"")
        return context.update(data[:-TAG_BYTES]) + context.finalize()


# the code stands in every stored value and must never be given to another cipher
_MAKERS: dict[int, Callable[[bytes], Sealer]] = {1: AESGCM, 2: SM4GCM}
CODES = {"aes": 1, "sm4": 2}


def code_of(name: str) -> int:
    """The stored code of a cipher's name; raises CipherUnknown."""
    try:
        return CODES[name]
    except KeyError:
        raise CipherUnknown(name=name) from None


@lru_cache(maxsize=32)
def sealer(code: int, key: bytes) -> Sealer:
    """The cipher of that code with the key; raises CipherUnknown."""
    try:
        return _MAKERS[code](key)
    except KeyError:
        raise CipherUnknown(name=code) from None
