"""What a paper may be and how printed papers are numbered. No Django model."""

import secrets
from datetime import date
from enum import StrEnum

from shouwang.kernel.uploads import kinds

JPEG, PDF = kinds.JPEG, kinds.PDF  # what is kept: photos are made anew as JPEG
Limits = kinds.Limits
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


def new_code() -> str:
    """The code by which a printed paper is verified: 80 random bits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(CODE_LETTERS))


def read_code(text: str) -> str:
    """A code as it was typed from paper: without blanks and hyphens, look-alikes put right."""
    return "".join(text.split()).replace("-", "").upper().translate(_TYPED_FOR)


def number(county: str, on: date, serial: int) -> str:
    """The number of a printed paper: county, year, and a serial that no other paper has."""
    return f"{county}-{on.year}-{serial:08}"
