"""Forms of meetings, notices and objections."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.choosing import name_value, offer
from shouwang.kernel.identity import read_telephone
from shouwang.watch.reviews import rules
from shouwang.watch.reviews.models import MeetingKind
from shouwang.watch.reviews.operations import Put
from shouwang.watch.reviews.rules import Ballot

_RECUSAL_ROWS = 2
_DAY = {"type": "date"}
_WORDS = {"rows": 2}


def number_given(data: Mapping[str, Any], name: str = "number") -> UUID:
    """The number that the browser made; a new one when it cannot be read."""
    try:
        return UUID(str(data.get(name, "")))
    except ValueError:
        return uuid4()


class MeetingForm(forms.Form):
    """The head of the minutes and the roll."""

    held_on = forms.DateField(
        label=_("会议日期"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    place = forms.CharField(label=_("地点"), max_length=60)
    chair = forms.CharField(label=_("主持人"), max_length=40)
    recorder = forms.CharField(label=_("记录人"), max_length=40)
    names = forms.CharField(
        label=_("应到代表名单"),
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
        help_text=_("一行一个姓名。上次会议的名单已经带出，有变动的直接改。"),
    )

    def roll(self) -> tuple[str, ...]:
        """The names, in order, without empty lines."""
        lines = str(self.cleaned_data.get("names", "")).replace("、", "\n").splitlines()
        return tuple(name for line in lines if (name := "".join(line.split())[:40]))


class NewMeetingForm(MeetingForm):
    """A new meeting: who meets, about which cases."""

    kind = forms.ChoiceField(choices=MeetingKind.choices, widget=forms.HiddenInput())
    cases = forms.MultipleChoiceField(
        label=_("议程"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少勾选一件要评议的事项。")},
    )
    field_order = ("cases", "held_on", "place", "chair", "recorder", "names")

    def __init__(self, *args: Any, cases: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "cases", cases)


def _heads(label: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "min": 0, "max": 999})
    return forms.IntegerField(
        label=label, min_value=0, max_value=999, required=False, widget=widget
    )


class ItemForm(forms.Form):
    """One case's vote. The fields of recusals grow with those that are filled in."""

    agree, against, abstain = _heads(_("同意")), _heads(_("反对")), _heads(_("弃权"))
    chair = forms.CharField(
        label=_("本户主持人"),
        max_length=40,
        required=False,
        help_text=_("主持人与本户有亲属等关系须回避的，写另推的主持人。"),
    )
    objections = forms.CharField(
        label=_("会上异议"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs=_WORDS),
    )
    reason = forms.ChoiceField(label=_("公示的原因类别"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        case: UUID,
        names: Sequence[str],
        reasons: Mapping[str, str],
        ballot: Ballot | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, prefix=str(case), initial=dict(initial or {}))
        self.case = case
        offer(self, "reason", reasons.items())
        recused = list(ballot.recused.items()) if ballot else []
        self.rows = self._count() if self.is_bound else len(recused) + _RECUSAL_ROWS
        for row in range(self.rows):
            name, why = recused[row] if row < len(recused) else ("", "")
            self._add_row(row, names, name, why)

    def _count(self) -> int:
        """How many rows of recusals were sent."""
        found = 0
        while found < rules.MOST_NAMES and self.add_prefix(f"recused_{found}") in self.data:
            found += 1
        return found

    def _add_row(self, row: int, names: Sequence[str], name: str, why: str) -> None:
        choices = [("", "—"), *((one, one) for one in names)]
        if self.is_bound:  # a name that left the roll meanwhile is still shown as written
            sent = str(self.data.get(self.add_prefix(f"recused_{row}"), ""))
            choices += [(sent, sent)] if sent and sent not in names else []
        self.fields[f"recused_{row}"] = forms.ChoiceField(
            label=_("回避人"), choices=choices, required=False, initial=name
        )
        self.fields[f"why_{row}"] = forms.CharField(
            label=_("回避原因"), max_length=60, required=False, initial=why
        )

    def recusals(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The rows of the form."""
        return [(self[f"recused_{row}"], self[f"why_{row}"]) for row in range(self.rows)]

    def put(self) -> Put:
        """What was written down of the case."""
        kept = self.cleaned_data
        recused = {
            kept[f"recused_{row}"]: kept.get(f"why_{row}", "").strip()
            for row in range(self.rows)
            if kept.get(f"recused_{row}")
        }
        ballot = Ballot(
            kept.get("agree"),
            kept.get("against"),
            kept.get("abstain"),
            kept.get("chair", "").strip(),
            recused,
        )
        objections, reason = kept.get("objections", "").strip(), kept.get("reason", "")
        return Put(self.case, ballot, objections, reason)


class NoticeForm(forms.Form):
    """A list before it is printed."""

    posted_on = forms.DateField(
        label=_("张贴日期"),
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        help_text=_("张贴的第二天算公示第一天；遇节假日到期的顺延。"),
    )
    where = forms.CharField(label=_("张贴地点"), max_length=60, initial=_("村务公开栏"))
    contact = forms.CharField(
        label=_("异议向谁提"),
        max_length=120,
        help_text=_("单位和电话，印在纸上。乡镇或县里登记过的已经带出。"),
    )


class PostForm(forms.Form):
    """That it hangs: since when, and a photo of it."""

    posted_on = forms.DateField(
        label=_("张贴日期"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    photo = forms.FileField(
        label=_("张贴照片"),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("能看清名单和日期；照片里的拍摄位置会自动去掉。"),
    )


class DownForm(forms.Form):
    """That it was taken down."""

    taken_down_on = forms.DateField(
        label=_("取下日期"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=_("提前取下的原因"), max_length=200, required=False)


class ObjectionForm(forms.Form):
    """What was said against a name."""

    case = forms.ChoiceField(label=_("对哪一户"))
    said_on = forms.DateField(
        label=_("提出日期"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    words = forms.CharField(
        label=_("异议内容"), max_length=600, widget=forms.Textarea(attrs={"rows": 4})
    )
    objector = forms.CharField(
        label=_("提出人"),
        max_length=60,
        required=False,
        help_text=_("本人不愿具名的不填。只有核查的人看得到，不会告诉被提异议的农户。"),
    )

    def __init__(self, *args: Any, cases: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "case", cases)


class DropForm(forms.Form):
    """Why a meeting did not take place."""

    reason = forms.CharField(label=_("没有开成的原因"), max_length=200)


class DeskForm(forms.Form):
    """Where objections are heard."""

    office = forms.CharField(label=_("受理单位"), max_length=60)
    telephone = forms.CharField(label=_("电话"), max_length=30)

    def clean_telephone(self) -> str:
        """A number that can be dialled."""
        reading = read_telephone(self.cleaned_data["telephone"])
        if reading.value is None:
            raise forms.ValidationError([finding.message for finding in reading.findings])
        return str(self.cleaned_data["telephone"]).strip()


class ListForm(forms.Form):
    """Which list of which place; bound to the address."""

    show = forms.ChoiceField(
        label=_("看什么"),
        required=False,
        choices=[("", _("待评议")), ("notices", _("公示公告")), ("meetings", _("会议"))],
    )
    kind = forms.ChoiceField(
        label=_("会议"), required=False, choices=[("", _("全部")), *MeetingKind.choices]
    )
    place = forms.CharField(label=_("地区"), required=False, widget=forms.HiddenInput())

    def name_place(self, code: str, name: str) -> None:
        """Let the chip of the place say its name."""
        name_value(self, "place", code, name)
