"""Where the files lie: outside the web root, named by their digest, encrypted with the keyring.

`SHOUWANG_DATA/papers/<database>/<first two letters>/<name>`; a name is the SHA-256 of the plain
content, with `.small` behind it for the small picture of a photo. A file is written beside its
place, flushed and renamed, so that it is there whole or not at all, and it never changes. Its form:

    bytes 0-3   as a sealed field: format, cipher, number of the key (see kernel.crypto.sealing)
    then        pieces of CHUNK plain bytes: nonce of 12 bytes, ciphertext, tag of 16 bytes

The name, the piece's place and whether it is the last one are authenticated with each piece: a
file that was cut, put together from others or renamed does not open.
"""

import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import connection

from shouwang.kernel.crypto import ciphers, sealing
from shouwang.kernel.crypto.keyring import Keyring, KeyUnknown
from shouwang.watch.papers.errors import PaperMissing

CHUNK = 1 << 20
SMALL = ".small"
_HEADER = 4
_SEALED = ciphers.NONCE_BYTES + CHUNK + ciphers.TAG_BYTES
_PARTIAL = ".partial-"


def root() -> Path:
    """The directory of this database's files."""
    return Path(settings.DATA) / "papers" / str(connection.settings_dict["NAME"])


def digest(file: BinaryIO) -> str:
    """The SHA-256 of a file's content, by which it is named."""
    file.seek(0)
    found = hashlib.sha256()
    for piece in _pieces(file):
        found.update(piece)
    return found.hexdigest()


def keep(name: str, file: BinaryIO) -> None:
    """Encrypt a file into the vault under its name; one that is there already stays."""
    place = _place(name)
    if place.exists():
        os.utime(place)  # young again: no sweep takes it before its new row is committed
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.seek(0)
    _write(place, _sealed(name, _pieces(file), settings.SHOUWANG_KEYS))


def opened(name: str) -> Iterator[bytes]:
    """The plain content, piece by piece; the first piece is read at once.

    Raises PaperMissing when the file is gone or was tampered with.
    """
    pieces = _plain(name)
    first = next(pieces)
    return _chained(first, pieces)


def discard(name: str) -> None:
    """Remove a file, if it is there."""
    _place(name).unlink(missing_ok=True)


def workplace() -> tempfile.TemporaryDirectory[str]:
    """A directory for what is being made, plain as it is; the sweep finds what a crash leaves."""
    root().mkdir(parents=True, exist_ok=True, mode=0o700)
    return tempfile.TemporaryDirectory(prefix="work-", dir=root())


def stored() -> Iterator[list[Path]]:
    """All files, directory by directory, what an interrupted act left included."""
    if root().exists():
        for directory in sorted(root().iterdir()):
            with suppress(FileNotFoundError):  # a workplace that was just left
                yield sorted(directory.iterdir())


def renew() -> int:
    """Encrypt anew what another key or cipher made; returns how many files. Stop the site first."""
    current, renewed = sealing.current_header(), 0
    for files in stored():
        for path in files:
            is_kept = path.parent.name == path.name[:2]
            if is_kept and _header(path) != current:
                _write(path, _sealed(path.name, _plain(path.name), settings.SHOUWANG_KEYS))
                renewed += 1
    return renewed


def _place(name: str) -> Path:
    return root() / name[:2] / name


def _header(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEADER)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(CHUNK):
        yield piece


def _write(place: Path, content: Iterable[bytes]) -> None:
    partial = place.with_name(f"{_PARTIAL}{secrets.token_hex(8)}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(place)
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise


def _sealed(name: str, pieces: Iterable[bytes], ring: Keyring) -> Iterator[bytes]:
    header = sealing.current_header(ring)
    encrypt = ciphers.sealer(header[1], ring.key(ring.current)).encrypt
    yield header
    for number, (piece, last) in enumerate(_with_last(pieces)):
        nonce = os.urandom(ciphers.NONCE_BYTES)
        yield nonce + encrypt(nonce, piece, _bound(name, number, last=last))


def _plain(name: str) -> Iterator[bytes]:
    try:
        with _place(name).open("rb") as file:
            header = file.read(_HEADER)
            if len(header) < _HEADER or header[0] != sealing.FORMAT:
                raise PaperMissing()
            key = settings.SHOUWANG_KEYS.key(int.from_bytes(header[2:], "big"))
            decrypt = ciphers.sealer(header[1], key).decrypt
            sealed = iter(lambda: file.read(_SEALED), b"")
            for number, (piece, last) in enumerate(_with_last(sealed)):
                nonce, rest = piece[: ciphers.NONCE_BYTES], piece[ciphers.NONCE_BYTES :]
                yield decrypt(nonce, rest, _bound(name, number, last=last))
    except (OSError, InvalidTag, ValueError, KeyUnknown, ciphers.CipherUnknown) as error:
        raise PaperMissing() from error


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _with_last(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each piece, and whether it is the last."""
    held: bytes | None = None
    for piece in pieces:
        if held is not None:
            yield held, False
        held = piece
    if held is not None:
        yield held, True


def _bound(name: str, number: int, *, last: bool) -> bytes:
    return f"papers.vault {name} {number} {'last' if last else 'more'}".encode()
