"""Forms of a check of criteria, of a sample and of what was found; filters."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.choosing import offer
from shouwang.watch.exits.models import Sampled
from shouwang.watch.exits.operations import Told, Wish
from shouwang.watch.exits.queries import KINDS, Criterion
from shouwang.watch.exits.rules import Confirmed

Choices = Sequence[tuple[Any, Any]]
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_FOUND = [("yes", _("达标")), ("no", _("未达标"))]
STOPPED = {
    "duty": _("没有帮扶责任人"),
    "policy": _("措施随退出终止"),
    "help": _("帮扶中断"),
    "supervision": _("走访中断"),
}


class CheckForm(forms.Form):
    """Bound to the criteria of one household; what was written comes back on a refusal."""

    number = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput)
    transition = forms.ChoiceField(label=_("怎样办理"), widget=forms.RadioSelect)
    visit = forms.ChoiceField(label=_("依据的入户核查"), required=False)
    signers = forms.TypedMultipleChoiceField(
        label=_("共同核查、签字的人"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=_("说明"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    signer = forms.CharField(label=_("签字的农户姓名"), max_length=40)
    ink = forms.CharField(widget=forms.HiddenInput, required=False)
    paper = forms.TypedChoiceField(
        label=_("或选择拍好的签字表"), required=False, coerce=int, empty_value=None
    )

    def __init__(
        self,
        data: Any,
        criteria: Sequence[Criterion],
        *,
        ways: Choices,
        visits: Choices,
        others: Choices,
        papers: Choices,
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, initial=initial)
        self.criteria = criteria
        offered = {"transition": ways, "signers": others}
        offered |= {
            name: [("", _("请选择")), *rows]
            for name, rows in (("visit", visits), ("paper", papers))
        }
        for name, rows in offered.items():
            offer(self, name, list(rows))
        for one in criteria:
            self._add(one)

    def _add(self, one: Criterion) -> None:
        held = {True: "yes", False: "no"}.get(one.met) if one.met is not None else None
        self.fields[f"met_{one.name}"] = forms.ChoiceField(
            label=one.label, choices=_FOUND, widget=forms.RadioSelect, initial=held
        )
        self.fields[f"grounds_{one.name}"] = forms.CharField(
            label=_("依据"), max_length=200, required=False
        )
        self.fields[f"agrees_{one.name}"] = forms.BooleanField(label=_("农户认可"), required=False)

    def rows(self) -> list[dict[str, Any]]:
        """Each criterion with its fields, for the page."""
        return [
            {
                "criterion": one,
                "met": self[f"met_{one.name}"],
                "grounds": self[f"grounds_{one.name}"],
                "agrees": self[f"agrees_{one.name}"],
            }
            for one in self.criteria
        ]

    def told(self) -> Told:
        """What the operation takes."""
        data = self.cleaned_data
        return Told(
            confirmed=[
                Confirmed(
                    one.name,
                    data[f"met_{one.name}"] == "yes",
                    data[f"grounds_{one.name}"].strip(),
                    data[f"agrees_{one.name}"],
                )
                for one in self.criteria
            ],
            signer=data["signer"],
            ink=data["ink"],
            paper=data["paper"],
            visit=data["visit"],
            transition=data["transition"],
            revision=data["revision"],
            reason=data["reason"],
            signers=data["signers"],
        )


class StoppedForm(forms.Form):
    """Which of the four; bound to the address."""

    kind = forms.ChoiceField(
        label=_("哪一项停了"),
        required=False,
        choices=[("", _("任何一项")), *((kind, STOPPED[kind]) for kind in KINDS)],
    )

    def wanted(self) -> str:
        """The kind for the query; "" is any."""
        self.is_valid()
        kind: str = self.cleaned_data.get("kind", "")
        return kind


class SampleForm(forms.Form):
    """What to draw: exits of half-open days, how many, and the county's persons."""

    number = forms.UUIDField(widget=forms.HiddenInput)
    since = forms.DateField(label=_("退出自"), widget=_DAY)
    until = forms.DateField(label=_("退出至（不含当天）"), widget=_DAY)
    exited = forms.IntegerField(label=_("抽查退出户数"), min_value=1, max_value=2000)
    others = forms.IntegerField(label=_("抽查非建档户数"), min_value=0, max_value=2000)
    remaining = forms.IntegerField(label=_("剩余贫困人口"), min_value=0)
    rural_population = forms.IntegerField(label=_("农业户籍人口"), min_value=1)
    seed = forms.CharField(
        label=_("随机种子"),
        max_length=64,
        required=False,
        help_text=_("可当众摇号填写；不填由系统生成。同一种子人人都能重抽验证。"),
    )

    def clean(self) -> dict[str, Any]:
        """The period is not empty."""
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until <= since:
            self.add_error("until", _("结束日期须晚于开始日期。"))
        return data

    def wish(self) -> Wish:
        """What the operation takes."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "number"}
        return Wish(**data)


class FoundForm(forms.Form):
    """What was found at a household that was drawn."""

    verdict = forms.ChoiceField(
        label=_("结果"), choices=Sampled.Verdict.choices, widget=forms.RadioSelect
    )
    approves = forms.TypedChoiceField(
        label=_("是否认可"),
        required=False,
        choices=[("", _("没有问")), ("yes", _("认可")), ("no", _("不认可"))],
        coerce=lambda text: text == "yes",
        empty_value=None,
    )
    note = forms.CharField(
        label=_("说明"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
