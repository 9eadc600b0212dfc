"""Filters of the list of candidates, and the decision about one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.choosing import offer
from shouwang.watch.linkage.models import Candidate, FoundBy, State
from shouwang.watch.linkage.queries import CandidateFilters

_ACROSS = {"yes": True, "no": False}


class CandidateFilterForm(forms.Form):
    """What to keep of the pairs; bound to the address."""

    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", State.OPEN.label), *State.choices[1:], ("all", _("全部"))],
    )
    found_by = forms.ChoiceField(
        label=_("发现方式"), required=False, choices=[("", _("全部")), *FoundBy.choices]
    )
    across = forms.ChoiceField(
        label=_("是否跨乡镇"),
        required=False,
        choices=[("", _("全部")), ("yes", _("跨乡镇")), ("no", _("同一乡镇"))],
    )

    def filters(self) -> CandidateFilters:
        """The filters for the query; what cannot be understood is left out, with its error."""
        self.is_valid()
        kept = self.cleaned_data
        state = kept.get("state") or State.OPEN
        return CandidateFilters(
            state="" if state == "all" else state,
            found_by=kept.get("found_by", ""),
            across=_ACROSS.get(kept.get("across", "")),
        )


class DecisionForm(forms.Form):
    """One person or two; of one, which record stops counting; why."""

    decision = forms.ChoiceField(
        label=_("这两条记录"),
        widget=forms.RadioSelect,
        choices=[("same", _("是同一个人")), ("different", _("不是同一人"))],
    )
    superseded = forms.TypedChoiceField(
        label=_("如果是同一个人，停用哪一条"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("这里只作标记，两户档案都不会改动。停用、并户或转出请到档案里办理。"),
    )
    reason = forms.CharField(
        label=_("判定依据"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("写明核对了什么，例如户口簿、身份证原件、村干部入户核实。写入日志。"),
    )

    def __init__(self, data: Any, pair: Candidate, names: dict[int, str]) -> None:
        super().__init__(data)
        choices = [(key, names[key]) for key in (pair.left_id, pair.right_id) if key in names]
        offer(self, "superseded", [("", _("暂不确定")), *choices])


class ReasonForm(forms.Form):
    """Why a decision is taken back."""

    reason = forms.CharField(label=_("撤销的原因"), max_length=200)
