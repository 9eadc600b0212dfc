"""The migrated cluster of an earlier run, taken again while nothing that makes tables has changed.

Migrating a new database takes most of a minute; a copy of one that was just migrated takes seconds.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "shouwang"
KEPT = ROOT / "build" / "test-template"
MARK = "migrated"  # in the data directory: its template database is complete


def digest() -> str:
    """Everything that a migrated database depends on, as one name."""
    files = [ROOT / "requirements" / "dev.txt", *SOURCE.glob("site/*.py")]
    files += [one for one in SOURCE.glob("**/migrations/**/*") if one.suffix in {".py", ".sql"}]
    files += SOURCE.glob("kernel/**/*.py")
    summed = hashlib.sha256()
    for path in sorted(files):
        summed.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return summed.hexdigest()[:24]


def take(data: Path) -> bool:
    """Copy the kept data directory, if there is one, to where the run's will be."""
    kept = KEPT / digest()
    with _alone():
        if not (kept / MARK).exists():
            return False
        _copy(kept, data)
    return True


def keep(data: Path, name: str) -> None:
    """Keep a data directory whose server is stopped, and forget the others.

    `name` is the digest of when it was made: sources may have changed since.
    """
    with _alone():
        for old in KEPT.iterdir():
            if old.is_dir():
                shutil.rmtree(old)
        making = KEPT / f"{name}.making"
        _copy(data, making)
        (making / MARK).touch()
        making.rename(KEPT / name)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Nobody else copies or forgets meanwhile."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _copy(source: Path, target: Path) -> None:
    """Copy with owners: as root the server runs under an account of its own."""
    shutil.copytree(source, target, ignore=_sockets)
    if os.geteuid() == 0:
        for path in (source, *source.rglob("*")):
            copied = target / path.relative_to(source)
            if copied.exists():
                of = path.stat()
                os.chown(copied, of.st_uid, of.st_gid)


def _sockets(folder: str, names: list[str]) -> list[str]:
    """What a server that was stopped may have left and copying would stumble over."""
    return [name for name in names if (Path(folder) / name).is_socket()]
