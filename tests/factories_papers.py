"""Files for the papers' room: photos and documents as phones and offices make them."""

import io
from typing import Any

from PIL import Image

ORIENTATION, GPS = 0x0112, 0x8825
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def photo(
    kind: str = "JPEG", size: tuple[int, int] = (400, 200), turned: bool = False, **given: Any
) -> bytes:
    """A red picture with a blue left quarter; `turned` as a phone held upright tells it."""
    image = Image.new("RGB", size, given.pop("colour", "red"))
    image.paste("blue", (0, 0, size[0] // 4, size[1]))
    exif = image.getexif()
    exif[GPS] = {1: "N", 2: (25.0, 53.0, 10.0), 3: "E", 4: (116.0, 2.0, 5.0)}
    if turned:
        exif[ORIENTATION] = 6
    file = io.BytesIO()
    image.save(file, kind, exif=exif, **given)
    return file.getvalue()
