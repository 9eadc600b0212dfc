"""Handing a file over, looking through findings, sending a batch back."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwang.watch.intake.layouts import Layout
from shouwang.watch.intake.models import State
from shouwang.watch.intake.reading.limits import MEGABYTE, limits

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
        lists: Iterable[Layout],
        places: Iterable[tuple[str, str]],
        today: date,
        chosen: str = "",
    ) -> None:
        super().__init__(data, files, initial={"as_of": today, "list": chosen})
        self.today = today
        self.fields["list"].choices = [(one.name, one.title) for one in lists]  # type: ignore[attr-defined]
        self.fields["place"].choices = list(places)  # type: ignore[attr-defined]

    def clean_as_of(self) -> date:
        """Not a day that has not come."""
        day: date = self.cleaned_data["as_of"]
        if day > self.today:
            raise forms.ValidationError(_("截止日期不能晚于今天。"))
        return day


class BatchFilterForm(forms.Form):
    """Which batches to list; bound to the address."""

    list = forms.ChoiceField(label=_("清单"), required=False)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[EVERY, *State.choices])

    def __init__(self, data: Any, lists: Iterable[Layout]) -> None:
        super().__init__(data)
        named = [(one.name, one.title) for one in lists]
        self.fields["list"].choices = [EVERY, *named]  # type: ignore[attr-defined]
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
        self.fields["code"].choices = [EVERY, *codes]  # type: ignore[attr-defined]
        self.is_valid()

    def kept(self, name: str) -> str:
        """What the address asks for; "" when it is not one of the choices."""
        return str(self.cleaned_data.get(name, ""))


class RejectForm(forms.Form):
    """Why a batch is sent back."""

    reason = forms.CharField(label=_("退回原因"), max_length=200)
