"""What addresses and forms of the room are read with."""

from uuid import UUID

from django.utils.translation import get_language


def language() -> str:
    """zh or en: the languages of the pack."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def as_uuid(text: str) -> UUID | None:
    """The id written in an address; None for none and for what is no id."""
    try:
        return UUID(text)
    except ValueError:
        return None
