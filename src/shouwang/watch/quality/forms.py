"""Filters of the findings, and what is said of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.choosing import name_value, offer
from shouwang.people.models import KIND_NAMES
from shouwang.people.rules import Kind
from shouwang.watch.quality.models import Difference, Severity, State, Statement
from shouwang.watch.quality.queries import Filters
from shouwang.watch.quality.queries.consistency import DifferenceFilters
from shouwang.watch.quality.queries.items import ITEMS

EVERY: tuple[str, Any] = ("", _("全部"))
_ANSWERING = (Kind.VILLAGE_CADRE, Kind.TOWNSHIP_CLERK)


class PlaceForm(forms.Form):
    """A list of a place that stays in the address while the filters change."""

    def name_place(self, code: str, path: Sequence[Mapping[str, str]]) -> None:
        """Let the chip of the place say its name, the last of its path."""
        if path:
            name_value(self, "place", code, path[-1]["name"])


class FindingFilterForm(PlaceForm):
    """What to keep of the findings; bound to the address."""

    words = forms.CharField(
        label=_("户主姓名或户编号"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    rule = forms.ChoiceField(label=_("规则"), required=False)
    severity = forms.ChoiceField(
        label=_("程度"), required=False, choices=[EVERY, *reversed(Severity.choices)]
    )
    duty = forms.ChoiceField(
        label=_("谁来办"),
        required=False,
        choices=[EVERY, *((kind.value, KIND_NAMES[kind]) for kind in _ANSWERING)],
    )
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[
            ("", State.OPEN.label),
            *(choice for choice in State.choices if choice[0] != State.OPEN),
            ("all", _("全部")),
        ],
    )
    place = forms.CharField(label=_("地区"), required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any, rules: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        offer(self, "rule", [EVERY, *rules])

    def filters(self, prefix: str) -> Filters:
        """The filters for the query; what cannot be understood is left out, with its error."""
        self.is_valid()
        kept = self.cleaned_data
        return Filters(
            prefix=prefix,
            rule=kept.get("rule", ""),
            severity=int(kept["severity"]) if kept.get("severity") else None,
            duty=kept.get("duty", ""),
            state=kept.get("state", ""),
            words=kept.get("words", "").strip(),
        )


class ExplainForm(forms.Form):
    """One sentence that answers one finding or several."""

    text = forms.CharField(
        label=_("情况说明"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写清事实：为什么登记的内容没有错，或者正在怎样更正。不要写证件号码和电话。"),
        error_messages={"required": _("请写明情况再提交。")},
    )


class ReturnForm(forms.Form):
    """Why an explanation goes back; it may stand on a page beside the explanation's own form."""

    text = forms.CharField(
        label=_("退回意见"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("请写明缺什么，让对方知道怎样补。")},
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **{"auto_id": "return_%s", **named})


class UploadForm(forms.Form):
    """A list that comes back filled in, or values of the handbooks."""

    file = forms.FileField(
        label=_("Excel 文件"),
        error_messages={"required": _("请先选择要上传的文件。"), "empty": _("这个文件是空的。")},
    )


class HandbookUploadForm(UploadForm):
    """Values of handbooks or visits, with the day they were written or seen."""

    source = forms.ChoiceField(label=_("内容来自"), choices=Statement.Source.choices)
    seen_on = forms.DateField(
        label=_("登记或入户日期"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class StatementForm(forms.Form):
    """What the handbook or a visit says of one household, item by item."""

    source = forms.ChoiceField(label=_("内容来自"), choices=Statement.Source.choices)
    seen_on = forms.DateField(
        label=_("登记或入户日期"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for item in ITEMS.values():
            if not item.of_person:
                self.fields[item.name] = forms.CharField(
                    label=item.label, required=False, max_length=100, help_text=item.hint
                )


class DifferenceFilterForm(PlaceForm):
    """What to keep of the differences; bound to the address."""

    words = forms.CharField(
        label=_("户主姓名或户编号"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    item = forms.ChoiceField(
        label=_("项目"),
        required=False,
        choices=[EVERY, *((item.name, item.label) for item in ITEMS.values())],
    )
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[
            ("", Difference.State.OPEN.label),
            *(choice for choice in Difference.State.choices if choice[0] != "open"),
            ("all", _("全部")),
        ],
    )
    place = forms.CharField(label=_("地区"), required=False, widget=forms.HiddenInput())

    def filters(self, prefix: str) -> DifferenceFilters:
        """The filters for the query; what cannot be understood is left out, with its error."""
        self.is_valid()
        kept = self.cleaned_data
        return DifferenceFilters(
            prefix, kept.get("item", ""), kept.get("state", ""), kept.get("words", "").strip()
        )


class SettleForm(forms.Form):
    """Which source was right, and why."""

    right = forms.ChoiceField(
        label=_("以哪个为准"),
        choices=Difference.Right.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选定以哪个为准。")},
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("请写明怎样核实的。")},
    )
    handbook_mended = forms.BooleanField(label=_("手册已经改好"), required=False)

    def __init__(self, sources: Iterable[tuple[str, str, str]], *given: Any, **named: Any) -> None:
        """`sources` are names, labels and values; only a source that says something is offered."""
        super().__init__(*given, **named)
        said = [(name, f"{label}：{value}") for name, label, value in sources if value]
        offer(self, "right", said)
