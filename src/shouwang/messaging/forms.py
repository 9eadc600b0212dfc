"""Which messages to list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwang.messaging.kinds import kind_of


class InboxFilter(forms.Form):
    """The filter of the inbox; bound to the address."""

    kind = forms.ChoiceField(label=_("类别"), required=False)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), ("unread", _("未读"))]
    )

    def __init__(self, data: Any, *, kinds: list[str]) -> None:
        super().__init__(data)
        field: Any = self.fields["kind"]
        field.choices = [("", _("全部")), *((code, kind_of(code).label) for code in kinds)]

    def asked(self) -> dict[str, Any]:
        """The filter for the query; what cannot be understood is left out."""
        self.is_valid()
        return {
            "kind": self.cleaned_data.get("kind", ""),
            "unread": self.cleaned_data.get("state") == "unread",
        }
