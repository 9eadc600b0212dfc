"""Between a field's value and the text that history keeps of it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from shouwang.watch.registry.queries.fields import Field, Shape, Table

SEPARATOR = "、"

_NOT_NULL = {
    (Table.PERSON, "sex"): 0,
    (Table.STATE, "disability_grade"): 0,
    (Table.WORK, "public_welfare"): False,
}
_READ: dict[Shape, Callable[[str], Any]] = {
    Shape.DAY: date.fromisoformat,
    Shape.NUMBER: int,
    Shape.CODE: int,
    Shape.AREA: int,
    Shape.FLAG: lambda text: text == "true",
}
# encrypted columns and numbers are null when there is nothing; plain words are ""
_NULL_WORDS = frozenset({"identity", "telephone", "disability_number"})


def text_of(value: Any) -> str | None:
    """A column's value as history writes it; None for nothing there."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return SEPARATOR.join(value) or None
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def value_of(field: Field, text: str | None) -> Any:
    """The column's value of a text. Raises ValueError when the text is not of the field's shape."""
    if text is None or text == "":
        return _nothing(field)
    if field.shape is Shape.WORDS:
        return [word for word in text.split(SEPARATOR) if word]
    return _READ.get(field.shape, str)(text)


def _nothing(field: Field) -> Any:
    if field.shape is Shape.WORDS:
        return []
    empty = _NOT_NULL.get((field.table, field.column))
    if empty is not None:
        return empty
    words = field.shape in {Shape.TEXT, Shape.CHOICE} and field.column not in _NULL_WORDS
    return "" if words else None
