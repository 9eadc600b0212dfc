"""Forms: which cases, one act, opening a case, one act over many."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.choosing import offer
from shouwang.procedures.rules import Transition, Vote
from shouwang.procedures.rules.declaration import WITH_REASON
from shouwang.watch.casework.queries import Which, wording
from shouwang.watch.casework.queries.evidence import Choice

# the heads counted at a meeting, as `procedures.rules.Vote` names them
VOTES = {
    "members": _("应到人数"),
    "present": _("实到人数"),
    "agree": _("同意"),
    "against": _("反对"),
    "abstain": _("弃权"),
    "recused": _("回避"),
}


@dataclass(frozen=True, slots=True)
class Offered:
    """What there is to choose from for an act; `needed` is how many people sign."""

    evidence: Mapping[str, Sequence[Choice]] = field(default_factory=dict)
    signers: Sequence[tuple[int, str]] = ()
    needed: int = 1


class ListForm(forms.Form):
    """Which cases a list shows; bound to the address."""

    which = forms.ChoiceField(
        label=_("范围"),
        required=False,
        choices=[
            ("", _("待我办理")),
            (Which.LATE.value, _("已超期")),
            (Which.OPEN.value, _("全部在办")),
            (Which.FINISHED.value, _("已办结")),
        ],
    )
    procedure = forms.ChoiceField(label=_("程序"), required=False)
    step = forms.ChoiceField(label=_("环节"), required=False)
    late = forms.ChoiceField(
        label=_("期限"), required=False, choices=[("", _("不限")), ("1", _("只看超期"))]
    )
    place = forms.ChoiceField(label=_("乡镇、村"), required=False)

    def __init__(self, data: Any, places: Iterable[tuple[str, Any]]) -> None:
        super().__init__(data)
        words = wording.language()
        offer(self, "place", list(places))
        self._offer("procedure", wording.procedure_titles(words))
        self._offer("step", wording.step_titles(words))

    def _offer(self, name: str, titles: dict[str, str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("全部")), *titles.items()]

    def word(self, name: str) -> str:
        """What the address says of a filter; "" when it says nothing that is known."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")


class ActForm(forms.Form):
    """What a way asks for: reason, evidence by kind, who signs too, how the meeting voted.

    Evidence is chosen from what is there or written here; what was written comes back with every
    refusal, and a file that came is kept as a paper at once and named in `<kind>-paper`.
    """

    act_id = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("理由"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("写明事实和依据；会记入办理经过。"),
    )

    def __init__(self, way: Transition, offered: Offered, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.way, self.offered = way, offered
        self.fields["reason"].required = way.kind in WITH_REASON
        for kind in way.evidence:
            self._add_evidence(kind)
        if way.signers:
            self.fields["signers"] = forms.MultipleChoiceField(
                label=_("共同签字人"),
                choices=[(str(number), name) for number, name in offered.signers],
                widget=forms.CheckboxSelectMultiple,
                help_text=_("须由至少 %(n)s 人共同办理并签名，包括您自己。")
                % {"n": offered.needed},
            )
        for name in VOTES if way.votes else ():
            self.fields[name] = forms.IntegerField(
                label=VOTES[name], min_value=0, max_value=100_000, required=True
            )

    def _add_evidence(self, kind: str) -> None:
        name = wording.evidence(kind)
        there = [(one.ref, one.label) for one in self.offered.evidence.get(kind, ())]
        self.fields[f"{kind}-ref"] = forms.ChoiceField(
            label=_("%(name)s：用已有的") % {"name": name},
            required=False,
            choices=[("", _("在下面写")), *there],
        )
        self.fields[f"{kind}-text"] = forms.CharField(
            label=_("%(name)s：内容") % {"name": name},
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self.fields[f"{kind}-file"] = forms.FileField(
            label=_("%(name)s：照片或 PDF") % {"name": name},
            required=False,
            widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf"}),
        )
        self.fields[f"{kind}-paper"] = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def evidence_rows(self) -> list[dict[str, Any]]:
        """For the template: the fields of each kind together."""
        return [
            {
                "kind": kind,
                "name": wording.evidence(kind),
                "ref": self[f"{kind}-ref"] if self.offered.evidence.get(kind) else None,
                "text": self[f"{kind}-text"],
                "file": self[f"{kind}-file"],
                "paper": self[f"{kind}-paper"],
            }
            for kind in self.way.evidence
        ]

    def vote_rows(self) -> list[Any]:
        """For the template: the heads counted at the meeting."""
        return [self[name] for name in VOTES] if self.way.votes else []

    def clean(self) -> dict[str, Any]:
        """Each kind of evidence is chosen, written, or comes as a file."""
        values = super().clean() or {}
        for kind in self.way.evidence:
            if not any(values.get(f"{kind}-{part}") for part in ("ref", "text", "file", "paper")):
                words = _("请选已有的，或写明内容，或附照片、PDF。")
                self.add_error(f"{kind}-text", words)
        return values

    def vote(self) -> Vote | None:
        """The heads counted, when the way asks for a vote."""
        if not self.way.votes:
            return None
        return Vote(**{name: self.cleaned_data[name] for name in VOTES})


class OpenForm(forms.Form):
    """Which procedure is opened, and why."""

    act_id = forms.UUIDField(widget=forms.HiddenInput)
    clue = forms.IntegerField(required=False, widget=forms.HiddenInput)
    procedure = forms.ChoiceField(label=_("程序"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("事由"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("例如：农户申报、线索核实、走访发现。"),
    )

    def __init__(self, openable: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "procedure", list(openable))


class ManyForm(forms.Form):
    """One act over many cases: the words that all of them share."""

    number = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("文件或意见"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明文号和内容；每一件都以它为依据。"),
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("会记入每一件的办理经过。"),
    )

    def __init__(self, way: Transition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = way.kind in WITH_REASON
        if way.evidence:
            self.fields["text"].required = True
            self.fields["text"].label = "、".join(wording.evidence(kind) for kind in way.evidence)
        else:
            del self.fields["text"]
