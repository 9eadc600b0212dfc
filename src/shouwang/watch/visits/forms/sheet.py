"""The sheet of a visit, made from its declaration."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.choosing import offered
from shouwang.people.models import Account
from shouwang.watch.visits.forms.asking import language
from shouwang.watch.visits.rules import Ink, Known, Question, Signed, Type, VisitForm, said
from shouwang.watch.visits.shown import answer_text

MOST_RADIOS = 6
SAME, OTHER = "same", "other"
_SPARE = 1  # a companion more than the form asks for


@dataclass(frozen=True, slots=True)
class Row:
    """A question on the page: its field, what is known, whether that is confirmed."""

    question: Question
    label: str
    unit: str
    field: forms.BoundField
    same: forms.BoundField | None
    known: str
    source: str
    day: date | None
    plain: str  # the known value as its field has it
    condition: str


@dataclass(frozen=True, slots=True)
class Pad:
    """One place to sign: who, and where the strokes go."""

    label: str
    who: forms.BoundField | None
    ink: forms.BoundField


class VisitSheet(forms.Form):
    """A visit's form as a page: what is known is confirmed or put right, the rest is asked.

    Sense is checked by the operation, so that page and programming interface agree.
    """

    id = forms.UUIDField(widget=forms.HiddenInput)
    digest = forms.CharField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput)
    visits = forms.IntegerField(widget=forms.HiddenInput)
    case = forms.UUIDField(widget=forms.HiddenInput, required=False)
    corrects = forms.UUIDField(widget=forms.HiddenInput, required=False)
    visited_on = forms.DateField(
        label=_("走访日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    signer = forms.CharField(label=_("农户签名人姓名"), max_length=40, required=False)
    ink_household = forms.CharField(widget=forms.HiddenInput, required=False)
    ink_own = forms.CharField(widget=forms.HiddenInput, required=False)
    ink_authorisation = forms.CharField(widget=forms.HiddenInput, required=False)
    unsigned_reason = forms.CharField(
        label=_("农户没有签名的原因"),
        max_length=200,
        required=False,
        help_text=_("农户不便或不愿签名时填写。"),
    )
    signed_paper = forms.FileField(label=_("上传签好的纸（照片）"), required=False)
    spot = forms.CharField(label=_("地点说明"), max_length=100, required=False)

    def __init__(
        self,
        *args: Any,
        declared: VisitForm,
        known: Mapping[str, Known],
        visitors: Sequence[Account],
        least: int,
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        self.declared, self.known, self.least = declared, known, least
        for question in declared.questions:
            self._add(question)
        choices = [("", _("（无）")), *((one.pk, one.display_name) for one in visitors)]
        self.companions = max(0, least - 1) + _SPARE
        for number in range(1, self.companions + 1):
            self.fields[f"companion_{number}"] = forms.TypedChoiceField(
                label=_("同行人员"), choices=choices, coerce=int, empty_value=None, required=False
            )
            self.fields[f"ink_{number}"] = forms.CharField(widget=forms.HiddenInput, required=False)

    def _add(self, question: Question) -> None:
        if question.key in self.known:
            self.fields[f"k_{question.key}"] = forms.ChoiceField(
                choices=[(SAME, _("一致")), (OTHER, _("不一致"))],
                widget=forms.RadioSelect,
                required=False,
            )
        self.fields[f"q_{question.key}"] = _field(question)

    @property
    def sections(self) -> list[tuple[str, list[Row]]]:
        """The questions on the page under their headings."""
        return [
            (said(section.title, language()), [self._row(one) for one in section.questions])
            for section in self.declared.sections
        ]

    def _row(self, question: Question) -> Row:
        known = self.known.get(question.key)
        return Row(
            question=question,
            label=said(question.label, language()),
            unit=str(_("元")) if question.type is Type.YUAN else said(question.unit, language()),
            field=self[f"q_{question.key}"],
            same=self[f"k_{question.key}"] if known else None,
            known=answer_text(question, known.value, language()) if known else "",
            source=known.source if known else "",
            day=known.day if known else None,
            plain=str(as_initial(question, known.value)) if known else "",
            condition=json.dumps(dict(question.asked_if)) if question.asked_if else "",
        )

    @property
    def pads(self) -> list[Pad]:
        """Where the visitors sign, whoever writes first."""
        own = Pad(str(_("本人签名")), None, self["ink_own"])
        return [
            own,
            *(
                Pad(str(_("同行人员签名")), self[f"companion_{n}"], self[f"ink_{n}"])
                for n in range(1, self.companions + 1)
            ),
        ]

    def told(self) -> tuple[dict[str, Any], frozenset[str]]:
        """The answers, and the questions whose known value was confirmed."""
        answers: dict[str, Any] = {}
        confirmed = set()
        for question in self.declared.questions:
            if question.type is Type.PHOTO:
                continue
            if self.cleaned_data.get(f"k_{question.key}") == SAME:
                confirmed.add(question.key)
                continue
            value = _plain(question, self.cleaned_data.get(f"q_{question.key}"))
            if value is not None and value != "":
                answers[question.key] = value
        return answers, frozenset(confirmed)

    def signed(self, by: Account) -> tuple[list[int], list[Signed]]:
        """Who came, and every signature: the own one first."""
        data = self.cleaned_data
        visitors, signatures = (
            [by.pk],
            [_signed("visitor", by.pk, by.display_name, data["ink_own"])],
        )
        names = dict(offered(self, "companion_1"))
        for number in range(1, self.companions + 1):
            companion = data.get(f"companion_{number}")
            if companion and companion not in visitors:
                visitors.append(companion)
                ink = data.get(f"ink_{number}", "")
                signatures.append(_signed("visitor", companion, str(names[companion]), ink))
        signatures.append(_signed("household", None, data["signer"], data["ink_household"]))
        if self.declared.authorisation and data["ink_authorisation"]:
            ink = data["ink_authorisation"]
            signatures.append(_signed("authorisation", None, data["signer"], ink))
        return visitors, signatures

    def photos(self) -> dict[str, Any]:
        """The photographs that were chosen, by question."""
        asked = [one.key for one in self.declared.questions if one.type is Type.PHOTO]
        chosen = {key: self.cleaned_data.get(f"q_{key}") for key in asked}
        return {key: file for key, file in chosen.items() if file}


def _signed(role: str, account: int | None, name: str, ink: str) -> Signed:
    return Signed(role, account, name.strip(), Ink(ink))


def _plain(question: Question, value: Any) -> Any:
    """A cleaned value as answers have it."""
    if value is None:
        return None
    if question.type is Type.YUAN:
        return int(value * 100)
    return value.isoformat() if question.type is Type.DAY else value


def as_initial(question: Question, value: Any) -> Any:
    """An answer as its field shows it."""
    if question.type is Type.YUAN:
        return Decimal(value) / 100 if value % 100 else value // 100
    if question.type is Type.YES_NO:
        return "true" if value else "false"
    return value


def _field(question: Question) -> forms.Field:
    label = said(question.label, language())
    match question.type:
        case Type.YES_NO:
            return forms.TypedChoiceField(
                label=label,
                choices=[("true", _("是")), ("false", _("否"))],
                coerce=lambda text: text == "true",
                empty_value=None,
                widget=forms.RadioSelect,
                required=False,
            )
        case Type.CHOICE:
            return _choice(question, label)
        case Type.NUMBER:
            return forms.IntegerField(label=label, min_value=0, required=False)
        case Type.YUAN:
            return forms.DecimalField(
                label=label, min_value=0, max_digits=12, decimal_places=2, required=False
            )
        case Type.DAY:
            widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            return forms.DateField(label=label, widget=widget, required=False)
        case Type.PHOTO:
            return forms.FileField(label=label, required=False)
        case Type.LONG_TEXT:
            return forms.CharField(
                label=label, widget=forms.Textarea(attrs={"rows": 3}), required=False
            )
    return forms.CharField(label=label, max_length=100, required=False)


def _choice(question: Question, label: str) -> forms.Field:
    choices = [(code, said(texts, language())) for code, texts in question.codes.items()]
    few = len(choices) <= MOST_RADIOS
    return forms.TypedChoiceField(
        label=label,
        choices=choices if few else [("", "—"), *choices],
        empty_value=None,
        widget=forms.RadioSelect if few else forms.Select,
        required=False,
    )
