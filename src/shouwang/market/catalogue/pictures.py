"""Files of pictures: looked at, made anew from their pixels at a few widths, named by content.

Nothing of an uploaded file but its pixels is kept. The name is the digest of the upload, so the
same picture is kept once, and browsers may keep it for ever. The files are public.
"""

import hashlib
import io
import os
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from shouwang.kernel.findings import Reading, refused

WIDTHS = (240, 480, 960)
MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 48_000_000
LEAST_SIDE = 300
_QUALITY = 80
_FORMATS = ("JPEG", "PNG", "WEBP")
# one picture at a time in a process: its memory is that of one
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture whose files lie there: its name, and its size as widest shown."""

    digest: str
    width: int
    height: int


def path(digest: str, width: int) -> Path:
    """Where the file of a width lies."""
    return Path(settings.MEDIA_ROOT) / "catalogue" / digest[:2] / f"{digest}-{width}.webp"


def keep(file: BinaryIO) -> Reading[Kept]:
    """Look at a picture and keep it at every width; or why it is not taken, and what to do."""
    size = file.seek(0, io.SEEK_END)
    if size > MOST_BYTES:
        most = MOST_BYTES // 1024 // 1024
        return refused(
            "too_large", _("图片超过 %(most)s MB，请压缩或重拍后再上传。") % {"most": most}
        )
    file.seek(0)
    content = file.read()
    with _ONE_AT_A_TIME:
        try:
            return _kept(content)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            return _too_many()
        except (OSError, SyntaxError, ValueError, EOFError, TypeError, IndexError):
            # what Pillow raises for damaged files
            return refused("unreadable", _("打不开这张图片。请上传 JPG、PNG 或 WebP 图片。"))


def _kept(content: bytes) -> Reading[Kept]:
    with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            return _too_many()
        if min(image.size) < LEAST_SIDE:
            words = _("图片太小，短边至少 %(least)s 像素，顾客才看得清。") % {"least": LEAST_SIDE}
            return refused("too_small", words)
        image.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))
        upright = ImageOps.exif_transpose(_on_white(image))
    digest = hashlib.sha256(content).hexdigest()
    for width in WIDTHS:
        _write(path(digest, width), _encoded(upright, width))
    return Reading(Kept(digest, *_scaled(upright.size, WIDTHS[-1])))


def _too_many() -> Reading[Kept]:
    return refused("too_many_pixels", _("图片像素太多。请用手机的普通画质重拍后再上传。"))


def _on_white(image: Image.Image) -> Image.Image:
    """Without transparency: what shows through is white. The turn of the camera is kept."""
    exif = image.getexif()
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        with_alpha = image.convert("RGBA")
        flat = Image.new("RGB", image.size, "white")
        flat.paste(with_alpha, mask=with_alpha.getchannel("A"))
    else:
        flat = image.convert("RGB")
    flat.info = {}
    flat.getexif().update({0x0112: exif[0x0112]} if 0x0112 in exif else {})
    return flat


def _scaled(size: tuple[int, int], width: int) -> tuple[int, int]:
    if size[0] <= width:
        return size
    return width, max(1, round(size[1] * width / size[0]))


def _encoded(image: Image.Image, width: int) -> bytes:
    """The pixels alone at most so wide: no exif, no profile, no comment."""
    small = image.resize(_scaled(image.size, width), Image.Resampling.LANCZOS)
    bare = Image.frombytes("RGB", small.size, small.tobytes())
    file = io.BytesIO()
    bare.save(file, "WEBP", quality=_QUALITY, method=4)
    return file.getvalue()


def _write(target: Path, content: bytes) -> None:
    """Whole or not at all: readers never see half a file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(target)
