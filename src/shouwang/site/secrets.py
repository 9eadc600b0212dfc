"""Secrets the installation makes for itself, once, in a file only its owner can read."""

import fcntl
import json
import os
import secrets
from pathlib import Path

NAMES = ("django", "postgres", "shouwang_owner", "shouwang_watch", "shouwang_market")


def load_or_create(directory: Path) -> dict[str, str]:
    """The installation's secrets from `directory/secrets.json` (mode 0600), made when absent.

    Safe when several processes start at once: the file appears whole or not at all.
    """
    path = directory / "secrets.json"
    if path.exists():
        return _read(path)
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "secrets.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            _write(path, {name: secrets.token_urlsafe(32) for name in NAMES})
    return _read(path)


def _read(path: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _write(path: Path, values: dict[str, str]) -> None:
    partial = path.with_suffix(".partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(values, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(path)
