"""A form field for a place: typed as name, pinyin initials or code, or chosen from what is offered.

Without JavaScript it is a plain text input; with HTMX it offers matches while one types.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.kernel.regioncode import Level, RegionCode, RegionCodeInvalid
from shouwang.kernel.scope import current
from shouwang.regions import queries

LONGEST = 200
MOST_NAMED = 5


class RegionInput(forms.TextInput):
    """A text input with a list of suggestions that HTMX fills."""

    template_name = "regions/widgets/region_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None, levels: Sequence[Level] = ()) -> None:
        super().__init__({"autocomplete": "off", "spellcheck": "false", **(attrs or {})})
        self.levels = levels

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The input's context with the list's id and the address that fills it."""
        context = super().get_context(name, value, attrs)
        levels = "".join(f"&level={level.value}" for level in self.levels)
        shown = context["widget"]["attrs"]
        context["options_id"] = f"{shown.get('id', name)}_options"
        context["search_url"] = f"{reverse('regions_search')}?name={name}{levels}"
        shown["list"] = context["options_id"]
        return context


class RegionField(forms.CharField):
    """A division inside the scope that is entered; cleans to a RegionCode, or None when empty.

    `levels` narrows what may be chosen; `on` is the day on which it must be in force (today).
    """

    def __init__(
        self, *, levels: Sequence[Level] = (), on: date | None = None, **options: Any
    ) -> None:
        options.setdefault("widget", RegionInput(levels=levels))
        options.setdefault("help_text", gettext_lazy("可输入地名、拼音首字母或区划代码"))
        super().__init__(max_length=LONGEST, **options)
        self.levels, self.on = tuple(levels), on

    def prepare_value(self, value: Any) -> Any:
        """A code is shown as the path to its place."""
        try:
            code = value if isinstance(value, RegionCode) else RegionCode(str(value or ""))
        except RegionCodeInvalid:
            return value
        steps = queries.path(code, on=self._day())
        return " › ".join(step.name for step in steps) or code.code

    def clean(self, value: Any) -> Any:
        """The one division that is meant; refuses none and several in words that say what to do."""
        text = super().clean(value)
        if not text:
            return None
        found = queries.resolve(text, scope=current(), on=self._day())
        fitting = [one for one in found if not self.levels or one.level in self.levels]
        if len(fitting) == 1:
            return RegionCode(fitting[0].code)
        if fitting:
            raise ValidationError(_several(fitting), code="several")
        raise ValidationError(
            _("没有找到“%(text)s”：请输入您负责范围内的地名、拼音首字母或区划代码。"),
            code="unknown",
            params={"text": text},
        )

    def _day(self) -> date:
        return self.on or timezone.localdate()


def _several(found: Sequence[queries.Found]) -> str:
    named = "；".join(f"{one.path_text}（{one.code}）" for one in found[:MOST_NAMED])
    return _("有 %(count)d 个地方符合，请写明上级或输入代码：%(named)s") % {
        "count": len(found),
        "named": named,
    }
