"""The bank's answers to a payout, as a file; work on a batch."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.choosing import offer
from shouwang.market.settlement.models import MOST_HALF_DAYS, Workday
from shouwang.market.settlement.operations import Answer, Worked
from shouwang.market.suppliers.forms import ActForm

LARGEST = 5 * 2**20
WORDS = {"成功": True, "失败": False}


class WorkForm(ActForm):
    """Who worked, and how long; none strikes out the entry that it replaces."""

    link = forms.ChoiceField(label=_("哪一户"))
    task = forms.ChoiceField(label=_("做什么"), choices=Workday.Task.choices)
    on = forms.DateField(
        label=_("日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    days = forms.DecimalField(
        label=_("天数"),
        min_value=0,
        max_value=MOST_HALF_DAYS // 2,
        max_digits=3,
        decimal_places=1,
        help_text=_("这一户来的人加起来，半天填 0.5；改正时填 0 就是不算这一条"),
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.5"}),
    )
    replaces = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, workers: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "link", [("", "—"), *workers])

    def clean_days(self) -> Decimal:
        """Whole half days."""
        days: Decimal = self.cleaned_data["days"]
        if days * 2 % 1:
            raise ValidationError(_("按半天记：0.5、1、1.5……"))
        return days

    def clean(self) -> dict[str, Any]:
        """An entry of its own is of some time."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("days") == 0 and not told.get("replaces"):
            self.add_error("days", _("请填干了几天。"))
        return told

    def worked(self) -> Worked:
        """What was said."""
        told = self.cleaned_data
        return Worked(UUID(told["link"]), told["task"], told["on"], int(told["days"] * 2))


class AnswersForm(forms.Form):
    """A CSV with the columns of our own list: 序号, 结果 (成功 or 失败) and 原因."""

    answers = forms.FileField(
        label=_("银行回盘文件"),
        help_text=_("CSV，含“序号”“结果”“原因”三列，结果填“成功”或“失败”。"),
    )

    def clean_answers(self) -> list[Answer]:
        """The answers of the file, or which line of it cannot be read."""
        file = self.cleaned_data["answers"]
        if file.size > LARGEST:
            raise ValidationError(_("文件太大。"))
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValidationError(_("文件不是UTF-8编码的CSV。")) from error
        rows = csv.DictReader(io.StringIO(text))
        answers = [_answer(number, row) for number, row in enumerate(rows, 2)]
        if not answers:
            raise ValidationError(_("文件里没有回盘结果。"))
        return answers


def _answer(number: int, row: dict[str, str | None]) -> Answer:
    place, word = (row.get("序号") or "").strip(), (row.get("结果") or "").strip()
    if not (place.isascii() and place.isdecimal() and len(place) < 9) or word not in WORDS:
        raise ValidationError(
            _("第%(n)s行读不懂：序号要是数字，结果要是“成功”或“失败”。"), params={"n": number}
        )
    return Answer(int(place), WORDS[word], (row.get("原因") or "").strip())
