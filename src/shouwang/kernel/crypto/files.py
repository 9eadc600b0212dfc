"""Encrypted files: streamed, whole or not there at all, renewed with the keys.

    bytes 0-3   as a sealed field: format, cipher, number of the key (see `sealing`)
    then        pieces of CHUNK plain bytes: nonce of 12 bytes, ciphertext, tag of 16 bytes

Every file is bound to a name of its own. The name, a piece's number and whether it is the last are
authenticated with each piece: a file that was cut, put together from others or given another name
does not open. One that was written before this form, every piece with its length and header in
front, is read too, and renewed into this form.
"""

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from django.conf import settings

from shouwang.kernel.crypto import ciphers, sealing

CHUNK = 1 << 20
PARTIAL = ".partial-"  # how a file is named while it is written; a crash may leave one
_HEADER = _LENGTH = 4
_FIELD = ciphers.NONCE_BYTES + ciphers.TAG_BYTES
_LONGEST = _HEADER + CHUNK + _FIELD
_MEASURED = 0  # the first byte of the earlier form: of the first piece's length


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """What is left of an open file, CHUNK bytes at a time: what `write` asks for."""
    while piece := file.read(CHUNK):
        yield piece


def write(path: Path, content: Iterable[bytes], bound: str) -> None:
    """Encrypt pieces of CHUNK bytes, the last may be shorter, into a file bound to the name.

    Its directory is made. The file is on the disk when this returns; when it is cut off, what was
    there before is still there.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = path.with_name(f"{PARTIAL}{secrets.token_hex(8)}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(_sealed(content, bound))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise
    for directory in (path.parent, path.parent.parent):  # the directory may be new itself
        _flush(directory)


def read(path: Path, bound: str) -> Iterator[bytes]:
    """The plain content of a file bound to the name, piece by piece.

    Raises OSError; SealBroken when it was tampered with, if need be after the first pieces; and
    KeyUnknown.
    """
    with path.open("rb") as file:
        header = file.read(_HEADER)
        try:
            yield from _opened(file, header, bound)
        except (InvalidTag, ciphers.CipherUnknown) as error:
            raise sealing.SealBroken(place=bound) from error


def renew(path: Path, bound: str) -> bool:
    """Encrypt a file anew if another key or cipher made it; whether it did."""
    with path.open("rb") as file:
        if file.read(_HEADER) == sealing.current_header():
            return False
    write(path, read(path, bound), bound)
    return True


def _sealed(content: Iterable[bytes], bound: str) -> Iterator[bytes]:
    ring = settings.SHOUWANG_KEYS
    header = sealing.current_header(ring)
    encrypt = ciphers.sealer(header[1], ring.key(ring.current)).encrypt
    yield header
    for piece, place in _placed(content, bound):
        nonce = os.urandom(ciphers.NONCE_BYTES)
        yield nonce + encrypt(nonce, piece, place)


def _opened(file: BinaryIO, header: bytes, bound: str) -> Iterator[bytes]:
    if len(header) == _LENGTH and header[0] == _MEASURED:
        yield from _opened_measured(file, header, bound)
        return
    sealed = iter(lambda: file.read(CHUNK + _FIELD), b"")
    for piece, place in _placed(sealed, bound):
        yield _unsealed(header, piece, place)


def _opened_measured(file: BinaryIO, length: bytes, bound: str) -> Iterator[bytes]:
    """The earlier form: length, header and piece, which knows at which byte it stands."""
    while length:
        at = file.tell() - len(length)
        piece = file.read(min(int.from_bytes(length, "big"), _LONGEST))
        yield _unsealed(piece[:_HEADER], piece[_HEADER:], f"{bound}:{at}".encode())
        length = file.read(_LENGTH)


def _unsealed(header: bytes, piece: bytes, place: bytes) -> bytes:
    if len(header) < _HEADER or header[0] != sealing.FORMAT or len(piece) < _FIELD:
        raise InvalidTag
    key = settings.SHOUWANG_KEYS.key(int.from_bytes(header[2:], "big"))
    nonce, rest = piece[: ciphers.NONCE_BYTES], piece[ciphers.NONCE_BYTES :]
    return ciphers.sealer(header[1], key).decrypt(nonce, rest, place)


def _placed(content: Iterable[bytes], bound: str) -> Iterator[tuple[bytes, bytes]]:
    """Each piece with what binds it to its place; an empty file is one empty piece."""
    number, held = 0, b""
    for coming in content:
        if held:
            yield held, f"{bound} {number} more".encode()
            number += 1
        held = coming
    yield held, f"{bound} {number} last".encode()


def _flush(directory: Path) -> None:
    """Names that are new in the directory are on the disk too."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
