"""The keys of an installation: made once, kept in one file that only its owner can read.

The file is JSON: `{"version": 1, "keys": [{"id": 1, "key": "<base64>"}, …], "index": "<base64>"}`.
The first key is the current one and encrypts; the others only decrypt what is not yet rotated.
`index` keys the blind indexes and never changes, or every index would have to be made anew.
"""

import base64
import fcntl
import json
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shouwang.kernel.errors import ShouwangError

KEY_BYTES = 32
_PRIVATE = 0o600
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyringUnreadable(ShouwangError):
    """The key file {path} cannot be used: {reason}. Restore it from its backup."""


class KeyringExposed(ShouwangError):
    """The key file {path} can be read by others: run `chmod 600 {path}`, then rotate the keys."""


class KeyUnknown(ShouwangError):
    """A value was encrypted with key {number}, which is not in the key file: restore that key."""


@dataclass(frozen=True, slots=True, repr=False)
class Keyring:
    """Numbered 32-byte keys, the current one first, and the key of the blind indexes."""

    keys: Mapping[int, bytes]
    index: bytes

    @classmethod
    def generate(cls) -> "Keyring":
        """A new keyring with one key."""
        return cls({1: secrets.token_bytes(KEY_BYTES)}, secrets.token_bytes(KEY_BYTES))

    @property
    def current(self) -> int:
        """The number of the key that encrypts."""
        return next(iter(self.keys))

    def key(self, number: int) -> bytes:
        """The key of that number; raises KeyUnknown."""
        try:
            return self.keys[number]
        except KeyError:
            raise KeyUnknown(number=number) from None

    def with_new_key(self) -> "Keyring":
        """The same keyring with a new current key in front."""
        number = max(self.keys) + 1
        return Keyring({number: secrets.token_bytes(KEY_BYTES), **self.keys}, self.index)

    def without(self, number: int) -> "Keyring":
        """The same keyring without a key that has been rotated away; never the current one."""
        if number == self.current:
            raise KeyUnknown("The current key cannot be removed: add a new one and rotate first.")
        return Keyring({n: key for n, key in self.keys.items() if n != number}, self.index)

    def __repr__(self) -> str:
        return f"Keyring(keys={list(self.keys)}, ***)"


def load_or_create(path: Path) -> Keyring:
    """The keyring in the file, made when the file is absent; safe when several start at once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                save(path, Keyring.generate())
    return load(path)


def load(path: Path) -> Keyring:
    """Read a key file. Raises KeyringUnreadable, or KeyringExposed when others may read it."""
    try:
        if path.stat().st_mode & _OTHERS:
            raise KeyringExposed(path=path)
        return _from_text(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KeyringUnreadable(path=path, reason=error) from error


def save(path: Path, keyring: Keyring) -> None:
    """Write the key file with mode 0600; it appears whole or not at all."""
    partial = path.with_suffix(".partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(_to_text(keyring))
        file.flush()
        os.fsync(file.fileno())
    partial.rename(path)


def _to_text(keyring: Keyring) -> str:
    keys = [{"id": number, "key": _encoded(key)} for number, key in keyring.keys.items()]
    return json.dumps({"version": 1, "keys": keys, "index": _encoded(keyring.index)}, indent=1)


def _from_text(text: str) -> Keyring:
    document = json.loads(text)
    if document["version"] != 1 or not document["keys"]:
        raise ValueError("it is of another version, or holds no key")
    keys = {int(entry["id"]): _decoded(entry["key"]) for entry in document["keys"]}
    return Keyring(keys, _decoded(document["index"]))


def _encoded(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


def _decoded(text: str) -> bytes:
    key = base64.b64decode(text, validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {len(key)} bytes instead of {KEY_BYTES}")
    return key
