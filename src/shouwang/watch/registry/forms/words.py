"""Several words in an order of weight: one choice for each rank."""

from collections.abc import Sequence
from typing import Any

from django import forms

from shouwang.watch.registry.queries.values import SEPARATOR


class _Ranks(forms.MultiWidget):
    template_name = "registry/ranks.html"
    use_fieldset = True

    def decompress(self, value: str | None) -> list[str]:
        """The words of the stored text, one for each rank."""
        words = (value or "").split(SEPARATOR)
        return [*words, *[""] * len(self.widgets)][: len(self.widgets)]


class RankedWords(forms.MultiValueField):
    """At most `most` different words, the first the weightiest; the value joins them with 、."""

    def __init__(self, *, words: Sequence[str], most: int, **options: Any) -> None:
        choices = [("", "—"), *((word, word) for word in words)]
        parts = [forms.CharField(required=False) for _rank in range(most)]
        widget = _Ranks([forms.Select(choices=choices) for _rank in range(most)])
        super().__init__(parts, widget=widget, require_all_fields=False, **options)

    def compress(self, data_list: Sequence[str]) -> str:
        """The chosen words, each once."""
        return SEPARATOR.join(dict.fromkeys(word for word in data_list if word))
