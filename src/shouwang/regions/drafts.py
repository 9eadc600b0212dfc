"""An uploaded outline between preview and saving: one file for each account and county."""

import hashlib
from pathlib import Path

from django.conf import settings

from shouwang.kernel.regioncode import RegionCode


def keep(content: bytes, *, account: int, county: RegionCode) -> str:
    """Keep the upload in the place of any earlier one; returns its SHA-256."""
    path = _path(account, county)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_bytes(content)
    partial.replace(path)
    return hashlib.sha256(content).hexdigest()


def kept(digest: str, *, account: int, county: RegionCode) -> bytes | None:
    """The upload with that SHA-256; None when it is gone or another one took its place."""
    path = _path(account, county)
    content = path.read_bytes() if path.exists() else b""
    return content if hashlib.sha256(content).hexdigest() == digest else None


def drop(*, account: int, county: RegionCode) -> None:
    """Throw the upload away."""
    _path(account, county).unlink(missing_ok=True)


def _path(account: int, county: RegionCode) -> Path:
    return Path(settings.MEDIA_ROOT) / "boundaries" / f"{account}-{county.county}.json"
