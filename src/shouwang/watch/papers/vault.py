"""Where the files lie: outside the web root, named by their digest, encrypted with the keyring.

`SHOUWANG_DATA/papers/<database>/<first two letters>/<name>`; a name is the SHA-256 of the plain
content, with `.small` behind it for the small picture of a photo. A file is there whole or not at
all, never changes, and is bound to its name: see kernel.crypto.files.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection

from shouwang.kernel.crypto import files
from shouwang.kernel.crypto.keyring import KeyUnknown
from shouwang.kernel.crypto.sealing import SealBroken
from shouwang.watch.papers.errors import PaperMissing

SMALL = ".small"


def root() -> Path:
    """The directory of this database's files."""
    return Path(settings.DATA) / "papers" / str(connection.settings_dict["NAME"])


def digest(file: BinaryIO) -> str:
    """The SHA-256 of a file's content, by which it is named."""
    file.seek(0)
    found = hashlib.sha256()
    for piece in files.pieces(file):
        found.update(piece)
    return found.hexdigest()


def keep(name: str, file: BinaryIO) -> None:
    """Encrypt a file into the vault under its name; one that is there already stays."""
    place = _place(name)
    if place.exists():
        os.utime(place)  # young again: no sweep takes it before its new row is committed
        return
    file.seek(0)
    files.write(place, files.pieces(file), _bound(name))


def opened(name: str) -> Iterator[bytes]:
    """The plain content, piece by piece; the first piece is read at once.

    Raises PaperMissing when the file is gone or was tampered with.
    """
    pieces = _plain(name)
    return chain([next(pieces)], pieces)


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
    kept = (path for found in stored() for path in found if path.parent.name == path.name[:2])
    return sum(files.renew(path, _bound(path.name)) for path in kept)


def _place(name: str) -> Path:
    return root() / name[:2] / name


def _plain(name: str) -> Iterator[bytes]:
    try:
        yield from files.read(_place(name), _bound(name))
    except (OSError, SealBroken, KeyUnknown) as error:
        raise PaperMissing() from error


def _bound(name: str) -> str:
    return f"papers.vault {name}"
