"""What a form's field of choices offers, where a view or a form knows it only when it is shown."""

from collections.abc import Iterable
from typing import Any

from django import forms


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Let the field offer these pairs of value and label, or of group and pairs."""
    _field(form, name).choices = list(choices)


def offered(form: forms.BaseForm, name: str) -> list[tuple[Any, Any]]:
    """What the field offers."""
    return list(_field(form, name).choices)  # type: ignore[arg-type]  # the stubs know callables


def name_value(form: forms.BaseForm, name: str, value: str, label: str) -> None:
    """Say what the value of a hidden field is called: the chip of a filter reads it as a choice."""
    form.fields[name].choices = [(value, label)]  # type: ignore[attr-defined]


def _field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField), f"{name} is not a field of choices"
    return field
