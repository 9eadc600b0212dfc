"""Photos made anew from their pixels: upright, small enough, without any metadata.

Nothing of the original file but its pixels is kept, so neither the place where it was taken nor
anything hidden in it comes along.
"""

import io
import threading
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from shouwang.kernel.errors import ShouwangError
from shouwang.kernel.uploads import kinds

LONGEST_SIDE = 2560  # a page of writing photographed whole stays readable
SMALL_SIDE = 480
_QUALITY, _SMALL_QUALITY = 86, 78
_FORMATS = {kinds.JPEG: "JPEG", kinds.PNG: "PNG", kinds.WEBP: "WEBP"}
# a JPEG is decoded at a fraction of its size, the others only whole: a quarter of the pixels
_SHARE = {kinds.JPEG: 1, kinds.PNG: 4, kinds.WEBP: 4}
# one photo at a time in a process: its memory is that of one
_ONE_AT_A_TIME = threading.Lock()


class Unreadable(ShouwangError):
    """The photo cannot be decoded: cut short, or damaged."""


class TooManyPixels(ShouwangError):
    """The photo has more pixels than are taken."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A photo as JPEG, and a small one of it."""

    photo: bytes
    small: bytes


def cleaned(file: BinaryIO, kind: str, most_pixels: int) -> Cleaned:
    """The photo made anew. Raises TooManyPixels before decoding, Unreadable when that fails."""
    file.seek(0)
    with _ONE_AT_A_TIME:
        try:
            with Image.open(file, formats=[_FORMATS[kind]]) as image:
                _check_size(image, most_pixels // _SHARE[kind])
                image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                return _made(image)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise TooManyPixels(_too_many(most_pixels // _SHARE[kind])) from error
        except (OSError, SyntaxError, ValueError, EOFError, TypeError, IndexError) as error:
            raise Unreadable() from error  # what Pillow raises for damaged files


def _check_size(image: Image.Image, most: int) -> None:
    width, height = image.size
    if width * height > most:
        raise TooManyPixels(_too_many(most))


def _too_many(most: int) -> str:
    return _("照片像素太多（超过 %(most)s 万像素）。请用手机的普通画质重拍后再上传。") % {
        "most": f"{most // 10_000:,}"
    }


def _made(image: Image.Image) -> Cleaned:
    upright = ImageOps.exif_transpose(_on_white(image))
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    small = upright.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE))
    return Cleaned(_encoded(upright, _QUALITY), _encoded(small, _SMALL_QUALITY))


def _on_white(image: Image.Image) -> Image.Image:
    """Without transparency: what shows through is white as paper."""
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


def _encoded(image: Image.Image, quality: int) -> bytes:
    """The pixels alone: no exif, no profile, no comment."""
    bare = Image.frombytes("RGB", image.size, image.tobytes())
    file = io.BytesIO()
    bare.save(file, "JPEG", quality=quality, optimize=True)
    return file.getvalue()
