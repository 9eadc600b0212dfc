"""The bank's answers to a payout, as a file."""

import csv
import io

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shouwang.market.settlement.operations import Answer

LARGEST = 5 * 2**20
WORDS = {"成功": True, "失败": False}


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
