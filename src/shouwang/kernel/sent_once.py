"""A form that has one effect, however often it is sent."""

from typing import Any
from uuid import UUID, uuid4

from django import forms


class SentOnce(forms.Form):
    """Its hidden number is made with the page; the operation that it calls knows the number again.

    A double click, the back button and a lost answer send the same number.
    """

    number = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **given: Any) -> None:
        given.setdefault("initial", {}).setdefault("number", uuid4())
        super().__init__(data, **given)

    @property
    def sent_number(self) -> UUID:
        """The number that the browser sent."""
        number: UUID = self.cleaned_data["number"]
        return number
