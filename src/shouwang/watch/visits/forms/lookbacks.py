"""A draw of households that are looked at again."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.choosing import offer


class LookBackForm(forms.Form):
    """What is drawn from, how many, by which seed."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("名称"), max_length=80)
    place = forms.ChoiceField(label=_("范围"), choices=())
    population = forms.ChoiceField(label=_("程序和结果"), choices=())
    since = forms.DateField(
        label=_("办结自"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("办结至"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    size = forms.IntegerField(label=_("抽取户数"), min_value=1, required=False)
    per_cent = forms.IntegerField(label=_("或抽取比例"), min_value=1, max_value=100, required=False)
    seed = forms.CharField(
        label=_("种子"),
        max_length=80,
        required=False,
        help_text=_("可由第三方当场给出，例如摇出的号码；不填由系统生成。抽取后公开，不能再改。"),
    )

    def __init__(
        self,
        *args: Any,
        places: Sequence[tuple[str, str]],
        populations: Sequence[tuple[str, str]],
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        offer(self, "place", list(places))
        offer(self, "population", list(populations))

    def clean(self) -> dict[str, Any]:
        """One of the two sizes."""
        data: dict[str, Any] = super().clean() or {}
        if bool(data.get("size")) is bool(data.get("per_cent")) and not self.errors:
            self.add_error("size", _("请填写户数或比例中的一项"))
        return data
