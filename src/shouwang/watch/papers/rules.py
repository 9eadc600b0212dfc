"""What a paper may be, which files are taken, how printed papers are numbered. No Django model."""

import secrets
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

JPEG, PNG, WEBP, PDF = "image/jpeg", "image/png", "image/webp", "application/pdf"
ENDINGS = {
    JPEG: ("jpg", "jpeg", "jfif", "jpe", "mpo"),
    PNG: ("png",),
    WEBP: ("webp",),
    PDF: ("pdf",),
}
# Crockford's letters: none of them is taken for another when it is read aloud or typed
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LETTERS = 16
_TYPED_FOR = str.maketrans("OILU", "011V")


class Sheet(StrEnum):
    """The papers that can be printed."""

    CARD = "card"
    HANDBOOK = "handbook"
    COVER = "cover"
    LABEL = "label"
    ROLL = "roll"


class Notice(StrEnum):
    """Notices that are made beside the papers of a dossier: of nobody's dossier, never numbered."""

    BREACH = "breach"


class Letter(StrEnum):
    """Letters and lists of a procedure, numbered and verified like sheets, from any room above."""

    APPLICATION = "application"
    MINUTES = "minutes"
    NOTICE = "notice"
    ANNOUNCEMENT = "announcement"
    EXIT_NOTICE = "exit_notice"
    PLAN = "plan"


class Shape(StrEnum):
    """What a printed paper is made as."""

    PDF = "pdf"
    WORD = "docx"
    EXCEL = "xlsx"
    PAGE = "html"


OF_A_HOUSEHOLD = (Sheet.CARD, Sheet.HANDBOOK, Sheet.COVER, Sheet.LABEL)


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


def new_code() -> str:
    """The code by which a printed paper is verified: 80 random bits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(CODE_LETTERS))


def read_code(text: str) -> str:
    """A code as it was typed from paper: without blanks and hyphens, look-alikes put right."""
    return "".join(text.split()).replace("-", "").upper().translate(_TYPED_FOR)


def number(county: str, on: date, serial: int) -> str:
    """The number of a printed paper: county, year, and a serial that no other paper has."""
    return f"{county}-{on.year}-{serial:08}"
