"""A family's authorisation and its end; what departments are asked under it, and answer."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.choosing import offer
from shouwang.watch.visits.forms.asking import language
from shouwang.watch.visits.models import Answer
from shouwang.watch.visits.rules import Ink, said


class AuthorisationForm(forms.Form):
    """An authorisation signed on the glass or on paper."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    case = forms.UUIDField(widget=forms.HiddenInput, required=False)
    signer = forms.CharField(label=_("授权人姓名"), max_length=40)
    signed_on = forms.DateField(
        label=_("签署日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ink = forms.CharField(widget=forms.HiddenInput, required=False)
    paper = forms.FileField(label=_("或上传签好的授权书（照片）"), required=False)

    def clean_ink(self) -> str:
        """Strokes and nothing else."""
        ink = Ink(self.cleaned_data["ink"])
        if ink.path and not ink.drawn:
            raise forms.ValidationError(_("签名的笔迹不完整：请清除后重新签"))
        return ink.path


class WithdrawalForm(forms.Form):
    """Since when a family's authorisation is taken back, and what it says about it."""

    withdrawn_on = forms.DateField(
        label=_("撤回日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label=_("农户的说法"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("农户撤回授权不用说明理由。"),
    )


class InformationForm(forms.Form):
    """What departments are asked, about whom."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    case = forms.UUIDField(widget=forms.HiddenInput, required=False)
    questions = forms.MultipleChoiceField(
        label=_("核对内容"), widget=forms.CheckboxSelectMultiple, choices=()
    )
    persons = forms.MultipleChoiceField(
        label=_("核对对象"), widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(
        self, *args: Any, codes: Mapping[str, Any], people: Sequence[tuple[str, str]], **given: Any
    ) -> None:
        super().__init__(*args, **given)
        labels = [(code, said(texts, language())) for code, texts in codes.items()]
        offer(self, "questions", labels)
        offer(self, "persons", list(people))
        self.fields["persons"].initial = [number for number, _name in people]


class AnswerForm(forms.Form):
    """What a department found."""

    answer = forms.ChoiceField(
        label=_("核对结果"), choices=Answer.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("说明"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("只写与所问事项有关的情况。"),
    )
