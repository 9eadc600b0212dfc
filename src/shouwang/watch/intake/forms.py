"""Handing a file over, looking through findings, sending a batch back."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.choosing import offer
from shouwang.watch.intake import deadlines
from shouwang.watch.intake.layouts import Layout
from shouwang.watch.intake.models import State
from shouwang.watch.intake.reading.limits import MEGABYTE, limits

MONTHS = 12  # that a late list may go back
EVERY: tuple[str, Any] = ("", _("全部"))


class UploadForm(forms.Form):
    """A list with the place and the day it speaks of."""

    list = forms.ChoiceField(label=_("清单"))
    place = forms.ChoiceField(label=_("范围"))
    as_of = forms.DateField(
        label=_("截止日期"),
        help_text=_("清单里的情况是哪一天的。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    period = forms.ChoiceField(
        label=_("所属月份"),
        required=False,
        help_text=_("部门清单报的是哪个月的情况；乡镇自己的台账不用选。"),
    )
    file = forms.FileField(
        label=_("文件"),
        help_text=_("Excel（.xlsx、.xls）或 CSV，最大 %(size)s MB。")
        % {"size": limits().file // MEGABYTE},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )

    def __init__(
        self,
        data: Any,
        files: Any,
        *,
        lists: Sequence[Layout],
        places: Iterable[tuple[str, str]],
        today: date,
        chosen: str = "",
    ) -> None:
        reported = deadlines.reported_month(today)
        initial = {"as_of": today, "list": chosen, "period": f"{reported:%Y-%m}"}
        super().__init__(data, files, initial=initial)
        self.today = today
        self.departments = {one.name for one in lists if one.department}
        months = [today.replace(day=1), *deadlines.months_back(today, MONTHS)]
        offer(self, "period", [(f"{one:%Y-%m}", month_words(one)) for one in months])
        offer(self, "list", [(one.name, one.title) for one in lists])
        offer(self, "place", list(places))

    def clean_as_of(self) -> date:
        """Not a day that has not come."""
        day: date = self.cleaned_data["as_of"]
        if day > self.today:
            raise forms.ValidationError(_("截止日期不能晚于今天。"))
        return day

    def period_of(self) -> date | None:
        """The month that a department's list reports; None for a township's ledger."""
        month = self.cleaned_data.get("period")
        if not month or self.cleaned_data["list"] not in self.departments:
            return None
        return date.fromisoformat(f"{month}-01")


def month_words(first: date) -> str:
    """2024年6月."""
    return str(_("%(year)s年%(month)s月") % {"year": first.year, "month": first.month})


class BatchFilterForm(forms.Form):
    """Which batches to list; bound to the address."""

    list = forms.ChoiceField(label=_("清单"), required=False)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[EVERY, *State.choices])

    def __init__(self, data: Any, lists: Iterable[Layout]) -> None:
        super().__init__(data)
        named = [(one.name, one.title) for one in lists]
        offer(self, "list", [EVERY, *named])
        self.is_valid()

    def kept(self, name: str) -> str:
        """What the address asks for; "" when it is not one of the choices."""
        return str(self.cleaned_data.get(name, ""))


class FindingFilterForm(forms.Form):
    """Which findings of a batch to list."""

    weight = forms.ChoiceField(
        label=_("程度"),
        required=False,
        choices=[EVERY, ("error", _("须改正")), ("warning", _("请留意"))],
    )
    code = forms.ChoiceField(label=_("问题"), required=False)

    def __init__(self, data: Any, codes: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        offer(self, "code", [EVERY, *codes])
        self.is_valid()

    def kept(self, name: str) -> str:
        """What the address asks for; "" when it is not one of the choices."""
        return str(self.cleaned_data.get(name, ""))


class RejectForm(forms.Form):
    """Why a batch is sent back."""

    reason = forms.CharField(label=_("退回原因"), max_length=200)
