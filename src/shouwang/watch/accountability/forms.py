"""Forms of the room; every one comes back as it was sent when something is refused."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.choosing import offer
from shouwang.kernel.regioncode import Level
from shouwang.kernel.sent_once import SentOnce
from shouwang.people.models import KIND_NAMES
from shouwang.people.rules.duties import OFFICERS
from shouwang.regions.fields import RegionField
from shouwang.watch.accountability.models import Severity
from shouwang.watch.accountability.queries import Filters, Standing, TaskFilters

EVERY: tuple[str, Any] = ("", _("全部"))
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_LEVELS = (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)


def _words(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class InspectionForm(SentOnce):
    """Who looked, when, where and at what."""

    place = RegionField(label=_("督查范围"), levels=_LEVELS)
    title = forms.CharField(
        label=_("督查事项"), max_length=100, help_text=_("例如：二季度防返贫工作督查")
    )
    source = forms.ChoiceField(label=_("来源"))
    on = forms.DateField(label=_("督查日期"), widget=_DAY)
    document = forms.CharField(label=_("文号"), max_length=100, required=False)
    inspectors = forms.CharField(label=_("督查人员"), max_length=200, required=False)

    def __init__(self, data: Any, sources: Iterable[tuple[str, str]]) -> None:
        super().__init__(data, initial={"on": timezone.localdate()})
        offer(self, "source", list(sources))


class FindingForm(SentOnce):
    """One finding, or many pasted from a sheet."""

    place = RegionField(label=_("责任单位"), levels=_LEVELS, required=False)
    category = forms.ChoiceField(label=_("类别"), required=False)
    severity = forms.ChoiceField(label=_("程度"), choices=Severity.choices, required=False)
    household = forms.CharField(
        label=_("户编号"), max_length=32, required=False, help_text=_("问题涉及某一户时填写")
    )
    text = forms.CharField(
        label=_("问题"),
        max_length=1000,
        required=False,
        widget=_words(3),
        help_text=_("写清事实。加密保存，只有责任单位和上级看得到。"),
    )
    pasted = forms.CharField(
        label=_("从表格粘贴"),
        max_length=200_000,
        required=False,
        strip=False,
        widget=_words(6),
        help_text=_(
            "每行一条，五列依次为：地区、类别、程度、户编号（可空）、问题。可直接从表格复制。"
        ),
    )

    def __init__(self, data: Any, categories: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        offer(self, "category", [("", _("请选择")), *categories])

    def clean(self) -> dict[str, Any]:
        """Without pasted rows the single finding must be whole."""
        kept: dict[str, Any] = super().clean() or self.cleaned_data
        if not kept.get("pasted", "").strip():
            for name in ("place", "category", "severity", "text"):
                if name in kept and not kept[name]:
                    self.add_error(name, _("请填写这一项，或在下面粘贴表格。"))
        return kept


class FindingFilterForm(forms.Form):
    """Which findings; bound to the address."""

    standing = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[
            ("", _("未销号")),
            ("late", _("已超期")),
            ("contested", _("有异议")),
            ("closed", _("已销号")),
            ("struck", _("不作问题")),
            ("all", _("全部")),
        ],
    )
    severity = forms.ChoiceField(
        label=_("程度"), required=False, choices=[EVERY, *reversed(Severity.choices)]
    )
    category = forms.ChoiceField(label=_("类别"), required=False)
    source = forms.ChoiceField(label=_("来源"), required=False)
    inspection = forms.UUIDField(required=False, widget=forms.HiddenInput)
    place = forms.ChoiceField(label=_("地区"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        categories: Iterable[tuple[str, str]],
        sources: Iterable[tuple[str, str]],
        places: Iterable[tuple[str, str]],
    ) -> None:
        super().__init__(data)
        for name, choices in (("category", categories), ("source", sources)):
            offer(self, name, [EVERY, *choices])
        offer(self, "place", list(places))

    def filters(self, prefix: str) -> Filters:
        """The filters for the query; what cannot be understood is left out, with its error."""
        self.is_valid()
        kept = self.cleaned_data
        return Filters(
            prefix=prefix,
            standing=Standing(kept.get("standing") or "open"),
            category=kept.get("category", ""),
            severity=int(kept["severity"]) if kept.get("severity") else None,
            source=kept.get("source", ""),
            inspection=kept.get("inspection"),
        )


class MoveForm(forms.Form):
    """One way taken with a case, and the words that go with it."""

    act = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput)
    way = forms.ChoiceField(label=_("怎样办"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("说明"),
        max_length=2000,
        required=False,
        widget=_words(4),
        help_text=_("佐证、理由或结论，写明文号、日期和数量。加密保存。"),
    )
    proof = forms.FileField(
        label=_("照片或 PDF"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf"}),
        help_text=_("整改前后的照片、文件扫描件。加密保存。"),
    )

    def __init__(
        self, data: Any, files: Any = None, *, ways: Iterable[tuple[str, str]], revision: int
    ) -> None:
        super().__init__(data, files, initial={"act": uuid4(), "revision": revision})
        offer(self, "way", list(ways))


class TaskForm(SentOnce):
    """A task, and to whom it is given."""

    title = forms.CharField(label=_("任务"), max_length=100)
    what = forms.CharField(label=_("要求"), max_length=500, required=False, widget=_words(3))
    document = forms.CharField(label=_("依据文号"), max_length=100, required=False)
    due_on = forms.DateField(label=_("办结期限"), widget=_DAY)
    to = forms.ChoiceField(label=_("交给谁"), widget=forms.RadioSelect)
    place = RegionField(label=_("哪个地方"), levels=_LEVELS, required=False)
    departments = forms.MultipleChoiceField(
        label=_("哪些部门"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(kind.value, KIND_NAMES[kind]) for kind in OFFICERS],
        help_text=_("只在交给县级部门时选择；由部门经办本人办理，看不到农户资料。"),
    )
    username = forms.CharField(
        label=_("指定到人（账号）"),
        max_length=150,
        required=False,
        help_text=_("只交给一个地方时可以指定；不填则由该地的职责人员办理。"),
    )

    def __init__(self, data: Any, to: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        offer(self, "to", list(to))

    def clean(self) -> dict[str, Any]:
        """What the task is for must be named: the place, or the departments; never both."""
        kept: dict[str, Any] = super().clean() or self.cleaned_data
        if kept.get("to") == "one" and "place" in kept and not kept["place"]:
            self.add_error("place", _("请写明交给哪个地方。"))
        if kept.get("to") != "departments":
            kept["departments"] = []
        elif not kept.get("departments"):
            self.add_error("departments", _("请选择交给哪些部门。"))
        return kept


class TaskFilterForm(forms.Form):
    """Which tasks; bound to the address."""

    standing = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[
            ("", _("未办结")),
            ("late", _("已超期")),
            ("reported", _("待确认")),
            ("done", _("已办结")),
            ("all", _("全部")),
        ],
    )
    batch = forms.UUIDField(required=False, widget=forms.HiddenInput)
    place = forms.ChoiceField(label=_("地区"), required=False)

    def __init__(self, data: Any, *, places: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        offer(self, "place", list(places))

    def filters(self, prefix: str) -> TaskFilters:
        """The filters for the query."""
        self.is_valid()
        kept = self.cleaned_data
        return TaskFilters(prefix, kept.get("standing") or "open", kept.get("batch"))


class ConductForm(SentOnce):
    """A recognition or a measure, for somebody else to decide."""

    place = RegionField(label=_("单位"), levels=_LEVELS)
    username = forms.CharField(
        label=_("本人账号"),
        max_length=150,
        required=False,
        help_text=_("不填则是对单位的记录。"),
    )
    kind = forms.ChoiceField(label=_("种类"))
    document = forms.CharField(label=_("依据文号"), max_length=100)
    finding = forms.IntegerField(label=_("对应的督查问题编号"), required=False, min_value=1)
    reason = forms.CharField(
        label=_("事由"), max_length=1000, widget=_words(3), help_text=_("本人可以看到。加密保存。")
    )
    on = forms.DateField(label=_("日期"), widget=_DAY)
    counts_until = forms.DateField(label=_("影响期至"), widget=_DAY, required=False)

    def __init__(self, data: Any, kinds: Iterable[tuple[str, str]]) -> None:
        super().__init__(data, initial={"on": timezone.localdate()})
        offer(self, "kind", list(kinds))


class OutcomeForm(forms.Form):
    """Which outcome of which month; bound to the address."""

    outcome = forms.ChoiceField(label=_("比什么"), required=False)
    month = forms.CharField(
        label=_("月份"),
        required=False,
        max_length=7,
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2024-06"}),
    )
    place = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, outcomes: Iterable[tuple[str, Any]]) -> None:
        super().__init__(data)
        offer(self, "outcome", list(outcomes))
