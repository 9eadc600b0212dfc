"""Where papers of applications lie: the market puts them there, the watch reads them by their rows.

`SHOUWANG_DATA/bridge/<database>/<supplier>/<digest>`; the digest is the SHA-256 of the plain
content. A file is encrypted with the keyring and bound to its name (kernel.crypto.files), is there
whole or not at all, and never changes. A supplier's name in front keeps anybody from claiming what
another brought.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import connection

from shouwang.bridge.errors import FileMissing
from shouwang.kernel.crypto import files
from shouwang.kernel.crypto.keyring import KeyUnknown
from shouwang.kernel.crypto.sealing import SealBroken
from shouwang.kernel.uploads import kinds

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Described:
    """What a kept file is by its content, and its size in bytes."""

    media_type: str
    size: int


def root() -> Path:
    """The directory of this database's files."""
    return Path(settings.DATA) / "bridge" / str(connection.settings_dict["NAME"])


def keep(supplier: UUID, file: BinaryIO) -> str:
    """Encrypt a file that was looked at before; its digest. One that is there already stays."""
    file.seek(0)
    summed = hashlib.sha256()
    for piece in files.pieces(file):
        summed.update(piece)
    digest = summed.hexdigest()
    place = _place(supplier, digest)
    if place.exists():
        os.utime(place)  # young again: the sweep leaves it
        return digest
    file.seek(0)
    files.write(place, files.pieces(file), _bound(supplier, digest))
    return digest


def has(supplier: UUID, digest: str) -> bool:
    """Whether the supplier brought a file with this digest."""
    return bool(_DIGEST.fullmatch(digest)) and _place(supplier, digest).exists()


def opened(supplier: UUID, digest: str) -> Iterator[bytes]:
    """The plain content, piece by piece; the first piece is read at once.

    Raises FileMissing when the file is gone or was tampered with.
    """
    pieces = _plain(supplier, digest)
    return chain([next(pieces)], pieces)


def described(supplier: UUID, digest: str) -> Described:
    """What the file is, told by its content and not by who sent it. Raises FileMissing."""
    media_type, size = "", 0
    for piece in opened(supplier, digest):
        media_type = media_type or kinds.media_type(piece)
        size += len(piece)
    return Described(media_type, size)


def kept() -> Iterator[tuple[UUID, list[Path]]]:
    """By supplier every file."""
    for directory in sorted(root().iterdir()) if root().exists() else []:
        yield (
            UUID(directory.name),
            sorted(p for p in directory.iterdir() if _DIGEST.fullmatch(p.name)),
        )


def renew() -> int:
    """Encrypt anew what another key or cipher made; how many files. Stop the site first."""
    return sum(
        files.renew(path, _bound(supplier, path.name))
        for supplier, found in kept()
        for path in found
    )


def _plain(supplier: UUID, digest: str) -> Iterator[bytes]:
    try:
        yield from files.read(_place(supplier, digest), _bound(supplier, digest))
    except (OSError, SealBroken, KeyUnknown) as error:
        raise FileMissing from error


def _place(supplier: UUID, digest: str) -> Path:
    return root() / str(supplier) / digest


def _bound(supplier: UUID, digest: str) -> str:
    return f"bridge.vault {supplier} {digest}"
