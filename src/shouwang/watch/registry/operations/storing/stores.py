"""What every kind of table offers to an act that changes a dossier."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from shouwang.watch.registry.queries.fields import Field

Subject = Any  # a household or a person: each store knows which of the two its fields are of


class Store(Protocol):
    """Values in and out as the text that history keeps."""

    def read(self, subject: Subject, field: Field, on: date) -> str | None:
        """The field's value on the day; None when there is none."""

    def write(self, subject: Subject, field: Field, text: str | None, on: date) -> Iterable[str]:
        """Give it a value from the day on.

        Returns the columns of the subject's own row that are to be saved; other rows are written
        at once. Raises Refused when a later value stands in the way.
        """
