"""Which uploaded files are taken, told by their content. No Django model."""

from dataclasses import dataclass

JPEG, PNG, WEBP, PDF = "image/jpeg", "image/png", "image/webp", "application/pdf"
ENDINGS = {
    JPEG: ("jpg", "jpeg", "jfif", "jpe", "mpo"),
    PNG: ("png",),
    WEBP: ("webp",),
    PDF: ("pdf",),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest file that is taken, in bytes, and the largest photo, in pixels."""

    bytes: int
    pixels: int


def media_type(head: bytes) -> str:
    """What a file is by how it begins; "" when it is none of what is taken."""
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    return PDF if head.startswith(b"%PDF-") else ""


def is_heic(head: bytes) -> bool:
    """Whether a file is one of the photos that iPhones make."""
    return head[4:8] == b"ftyp" and head[8:12] in {b"heic", b"heix", b"hevc", b"mif1", b"msf1"}


def lies(name: str, found: str) -> bool:
    """Whether the name claims another thing than the content is: a photo, or a document.

    A JPEG called .png is common (programs rename them) and harmless; a PDF called .jpg is not.
    """
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if not ending or ending in ENDINGS[found]:
        return False
    photos = {one for kind in (JPEG, PNG, WEBP) for one in ENDINGS[kind]}
    return not (found != PDF and ending in photos)
