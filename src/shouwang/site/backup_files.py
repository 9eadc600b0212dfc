"""The files that belong to a database, in its backup: papers, photos, lists, bridged papers.

They lie in the data directory by folder and database, encrypted by the same keys as its fields
(kernel.crypto.files). What is in them proves itself: they are authenticated. What was counted must
be there again.
"""

import contextlib
import json
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

# see watch.papers.vault, watch.intake.keeping and bridge.vault
FOLDERS = ("papers", "intake", "bridge")
RESTORED = ".restored"
COUNTED = "files.json"  # after them: a file that was cut short lacks it


def add(tar: tarfile.TarFile, data: Path, database: str) -> list[int]:
    """Every file that is there after the dump: those its rows name, and perhaps newer ones.

    Returns how many files and bytes.
    """
    count = size = 0
    for folder in FOLDERS:
        root = data / folder / database
        for path in _files(root):
            with contextlib.suppress(FileNotFoundError):  # swept meanwhile: no row names it
                name = path.relative_to(root).as_posix()
                tar.add(path, arcname=f"{folder}/{name}", recursive=False)
                count, size = count + 1, size + path.stat().st_size
                tar.members.clear()  # type: ignore[attr-defined]  # else one is kept for each file
    return [count, size]


def extract(tar: tarfile.TarFile, room: Path) -> None:
    """As many files as were counted; raises ValueError when some are missing."""
    count, size, counted = 0, 0, [0, 0]
    for member in tar:
        if member.isfile() and member.name.partition("/")[0] in FOLDERS:
            tar.extract(member, room, filter="data")
            count, size = count + 1, size + member.size
        elif member.name == COUNTED and (content := tar.extractfile(member)):
            counted = json.load(content)
    if [count, size] != counted:
        raise ValueError(f"{count} files of papers and lists where {counted[0]} were counted")


def set_aside(room: Path, data: Path) -> None:
    """What was extracted, kept in the data directory until the database is in place."""
    for folder in FOLDERS:
        if (room / folder).exists():
            (room / folder).rename(data / (folder + RESTORED))


def put_in_place(data: Path, database: str) -> None:
    """The restored files where they belong, over those of one name: they fit the restored keys.

    Files of the replaced database stay beside them, for its keys, until they are swept.
    """
    for folder in FOLDERS:
        restored = data / (folder + RESTORED)
        for path in _files(restored):
            target = data / folder / database / path.relative_to(restored)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.replace(target)
    forget(data)


def forget(data: Path) -> None:
    """Throw away what a restore set aside."""
    for folder in FOLDERS:
        shutil.rmtree(data / (folder + RESTORED), ignore_errors=True)


def _files(root: Path) -> Iterator[Path]:
    """Finished files, in order of their names; nothing of what is being made or looked at."""
    for path in sorted(root.rglob("*")):
        hidden = any(part.startswith((".", "work-")) for part in path.relative_to(root).parts)
        if path.is_file() and not hidden:
            yield path
