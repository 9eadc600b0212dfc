"""Forms of the room; every one comes back as it was sent when something is refused."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwang.bridge.models import Application, Check
from shouwang.kernel.choosing import offer
from shouwang.kernel.periods import add_months
from shouwang.kernel.regioncode import Level
from shouwang.kernel.sent_once import SentOnce
from shouwang.regions.fields import RegionField
from shouwang.watch.produce.operations import Deed, month_of
from shouwang.watch.produce.queries import BY

_LEVELS = (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)
_MONTH = forms.TextInput(attrs={"type": "month"})


def _words(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class AgreeForm(SentOnce):
    """Through whom the household agrees to supply."""

    supplier = forms.ChoiceField(label=_("通过谁供货"))
    may_honour = forms.BooleanField(
        label=_("同意在商城的感谢页署名"),
        required=False,
        help_text=_("不勾选时，商城任何页面都不出现这户的姓名。"),
    )

    def __init__(self, data: Any, suppliers: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        offer(self, "supplier", [("", _("请选择")), *suppliers])


class MoveForm(forms.Form):
    """One way taken with an application, and the words that go with it."""

    act = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput)
    way = forms.ChoiceField(label=_("怎样办"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("意见和依据"),
        max_length=500,
        required=False,
        widget=_words(4),
        help_text=_("写明文号、日期、照片编号或理由。结论会告诉申请主体，不要写农户姓名。"),
    )

    where = forms.CharField(
        label=_("张贴地点"),
        max_length=100,
        required=False,
        help_text=_("只在登记张贴时填写，例如：洗心村村务公开栏。从登记当天起计公示期。"),
    )

    def __init__(
        self, data: Any, *, ways: Iterable[tuple[str, str]], revision: int, posts: bool = False
    ) -> None:
        super().__init__(data, initial={"act": uuid4(), "revision": revision})
        offer(self, "way", list(ways))
        if not posts:
            del self.fields["where"]


class DeedForm(forms.Form):
    """What is done to a certificate at once, and why."""

    deed = forms.ChoiceField(label=_("怎样处理"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("理由"), max_length=500, widget=_words(3))

    def __init__(self, data: Any, *, is_suspended: bool) -> None:
        super().__init__(data)
        first = (Deed.RESUME, _("恢复")) if is_suspended else (Deed.SUSPEND, _("暂停销售"))
        offer(self, "deed", [first, (Deed.DELIST, _("取消认定，立即下架"))])


class CheckForm(SentOnce):
    """A yearly review, or a check that was drawn."""

    kind = forms.ChoiceField(label=_("类别"), choices=Check.Kind.choices)
    outcome = forms.ChoiceField(
        label=_("结果"), choices=Check.Outcome.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(label=_("说明"), max_length=500, required=False, widget=_words(3))


class DrawForm(SentOnce):
    """Where certificates are drawn, and the seed that lets anybody draw again."""

    place = RegionField(label=_("抽检范围"), levels=_LEVELS)
    seed = forms.CharField(
        label=_("随机种子"),
        max_length=64,
        help_text=_("公开产生的数字，例如当天的福利彩票号码。用它能重新抽出同样的结果。"),
    )


class HandleForm(forms.Form):
    """What was found about an alarm."""

    words = forms.CharField(
        label=_("处理意见"),
        max_length=500,
        widget=_words(4),
        help_text=_("核实了什么、怎样处理。不要写农户姓名。"),
    )


class DeskFilterForm(forms.Form):
    """Applications by how they stand."""

    place = RegionField(label=_("地区"), levels=_LEVELS, required=False)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *Application.State.choices]
    )


class FiguresForm(forms.Form):
    """Between which months, by what."""

    place = RegionField(label=_("地区"), levels=_LEVELS, required=False)
    by = forms.ChoiceField(label=_("按什么分"), required=False)
    since = forms.CharField(label=_("从哪个月"), required=False, widget=_MONTH)
    until = forms.CharField(label=_("到哪个月"), required=False, widget=_MONTH)

    def __init__(self, data: Any, today: date) -> None:
        super().__init__(data)
        self.today = today
        labels = {"township": _("乡镇"), "month": _("月份"), "product": _("产品")}
        offer(self, "by", [(one, labels[one]) for one in BY])

    def asked(self) -> tuple[str, date, date]:
        """By what, from which month to which; the last twelve where nothing usable is said."""
        given = self.cleaned_data if self.is_valid() else {}
        by = given.get("by") or BY[0]
        last = month_of(given.get("until", "")) or self.today.replace(day=1)
        first = month_of(given.get("since", "")) or add_months(last, -11)
        return by, min(first, last), last
