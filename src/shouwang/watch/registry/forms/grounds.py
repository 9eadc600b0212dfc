"""What every change of a dossier is asked for: since when, why, on which evidence."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.findings import Finding
from shouwang.watch.registry.models import Household
from shouwang.watch.registry.operations import Grounds

REASONS = ("入户核实", "本人告知", "与证件核对", "部门函告", "录入错误")
EVIDENCES = ("户口簿", "身份证", "出生医学证明", "死亡证明", "结婚证", "村委会证明")

# the field that a finding is about, where a form has it
_FIELD_OF = {
    "no_reason": "reason",
    "true_since_future": "true_since",
    "later_value": "true_since",
    "birth_day": "true_since",
    "born_in_future": "birth_on",
    "no_head": "new_head",
    "no_name": "name",
    "no_relation": "relation",
    "two_heads": "relation",
    "two_spouses": "relation",
    "place_unknown": "place",
    "place_outside": "place",
    "not_a_village": "place",
    "same_place": "place",
    "same_home": "into",
    "split_whom": "going",
}
_IDENTITY = ("identity_", "birth_date")


def day_input() -> forms.DateInput:
    """The browser's own choice of a day."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class Suggesting(forms.TextInput):
    """A line with usual answers to pick from; anything else may be written."""

    template_name = "registry/suggesting.html"

    def __init__(self, words: Iterable[str]) -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self.words = tuple(words)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The widget with its words and the id of their list."""
        context = super().get_context(name, value, attrs)
        context["words"], context["list"] = self.words, f"words_{name}"
        context["widget"]["attrs"]["list"] = context["list"]
        return context


class GroundsForm(forms.Form):
    """Since when, why and on which evidence; and the revisions that the editor saw."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    true_since = forms.DateField(label=_("何时起属实"), widget=day_input())
    reason = forms.CharField(label=_("事由"), max_length=200, widget=Suggesting(REASONS))
    evidence = forms.CharField(
        label=_("依据"), max_length=200, required=False, widget=Suggesting(EVIDENCES)
    )
    last: tuple[str, ...] = ("true_since", "reason", "evidence")
    # a household that the act changes too and that its editor has not seen yet
    other: Household | None = None

    def __init__(self, data: Any, *, seen: Mapping[str, int], **more: Any) -> None:
        initial = {
            "seen": write_seen(seen),
            "true_since": timezone.localdate(),
            "reason": REASONS[0],
            **more.pop("initial", {}),
        }
        super().__init__(data, initial=initial, **more)

    def put_grounds_last(self) -> None:
        """What is asked comes first, since when and why after it."""
        own = [name for name in self.fields if name not in self.last]
        self.order_fields([*own, *self.last])

    def grounds(self, by: AbstractBaseUser, at: datetime) -> Grounds:
        """The grounds of the act, when the form is valid."""
        return Grounds(
            by=by,
            at=at,
            reason=self.cleaned_data["reason"],
            true_since=self.cleaned_data["true_since"],
            evidence=self.cleaned_data["evidence"],
            seen=read_seen(self.cleaned_data["seen"]),
        )

    def show(self, findings: Iterable[Finding]) -> None:
        """Put each finding beside its field, or on top where the form has no such field."""
        for one in findings:
            name = _FIELD_OF.get(one.code)
            if name is None and one.code.startswith(_IDENTITY):
                name = "identity"
            if name is None and one.code.startswith("telephone_"):
                name = "telephone"
            self.add_error(name if name in self.fields else None, one.message)

    def saw(self, seen: Mapping[str, int]) -> None:
        """The editor has now seen these revisions: the next time their word counts."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = write_seen(seen)
        self.data = data


def write_seen(seen: Mapping[str, int]) -> str:
    """Revisions as a hidden field keeps them."""
    return " ".join(f"{number}:{revision}" for number, revision in seen.items())


def read_seen(text: str) -> dict[str, int]:
    """Revisions by household number; what cannot be read is left out."""
    found = {}
    for part in text.split():
        number, _colon, revision = part.rpartition(":")
        if number and revision.isdecimal():
            found[number] = int(revision)
    return found
