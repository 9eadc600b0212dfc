"""Filters of lists and the entry of a policy value."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.choosing import offer
from shouwang.policies.queries import packaged, said
from shouwang.watch.monitoring.models import Severity
from shouwang.watch.monitoring.queries import ClueFilters, HouseholdFilters, State
from shouwang.watch.monitoring.queries.finder import Wanted
from shouwang.watch.registry.models.household import SubjectCategory
from shouwang.watch.registry.models.person import Labour, Schooling

EVERY: tuple[str, Any] = ("", _("全部"))


def _search(label: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"type": "search"})
    return forms.CharField(label=label, required=False, max_length=40, widget=widget)


class ClueFilterForm(forms.Form):
    """What to keep of the clues; bound to the address."""

    words = _search(_("户主姓名或户编号"))
    rule = forms.ChoiceField(label=_("规则"), required=False)
    severity = forms.ChoiceField(
        label=_("程度"), required=False, choices=[EVERY, *reversed(Severity.choices)]
    )
    category = forms.ChoiceField(
        label=_("建议类别"),
        required=False,
        choices=[
            EVERY,
            *[c for c in SubjectCategory.choices if c[0] in {"unstable", "marginal", "sudden"}],
        ],
    )
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("未关闭")), ("closed", _("已关闭")), ("all", _("全部"))],
    )
    since = forms.DateField(
        label=_("自何日起"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: Any, rules: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        offer(self, "rule", [EVERY, *rules])

    def filters(self, prefix: str) -> ClueFilters:
        """The filters for the query; what cannot be understood is left out, with its error."""
        self.is_valid()
        kept = self.cleaned_data
        return ClueFilters(
            prefix=prefix,
            rule=kept.get("rule", ""),
            severity=int(kept["severity"]) if kept.get("severity") else None,
            category=kept.get("category", ""),
            state=State(kept.get("state") or "open"),
            since=kept.get("since"),
            words=kept.get("words", ""),
        )


class HouseholdFilterForm(forms.Form):
    """What to keep of a village's households; bound to the address."""

    words = _search(_("户主姓名或户编号"))
    rule = forms.ChoiceField(label=_("线索规则"), required=False)
    severity = forms.ChoiceField(
        label=_("程度"), required=False, choices=[EVERY, *reversed(Severity.choices)]
    )
    category = forms.ChoiceField(
        label=_("户类别"), required=False, choices=[EVERY, *SubjectCategory.choices]
    )
    with_clues = forms.ChoiceField(
        label=_("线索"),
        required=False,
        choices=[EVERY, ("yes", _("有线索")), ("no", _("无线索"))],
    )
    registered = forms.ChoiceField(
        label=_("建档立卡"),
        required=False,
        choices=[EVERY, ("yes", _("曾建档立卡")), ("no", _("未建档立卡"))],
    )

    def __init__(self, data: Any, rules: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        offer(self, "rule", [EVERY, *rules])

    def filters(self) -> HouseholdFilters:
        """The filters for the query."""
        self.is_valid()
        kept = self.cleaned_data
        yes = {"yes": True, "no": False}
        return HouseholdFilters(
            rule=kept.get("rule", ""),
            severity=int(kept["severity"]) if kept.get("severity") else None,
            category=kept.get("category", ""),
            with_clues=yes.get(kept.get("with_clues", "")),
            registered=yes.get(kept.get("registered", "")),
            words=kept.get("words", ""),
        )


class ValueForm(forms.Form):
    """A new dated value of a parameter. Amounts are typed in yuan and kept in fen."""

    value = forms.DecimalField(label=_("数值"), min_value=0, max_digits=14, decimal_places=2)
    from_on = forms.DateField(label=_("自何日起"), widget=forms.DateInput(attrs={"type": "date"}))
    to_on = forms.DateField(
        label=_("至何日前"),
        required=False,
        help_text=_("到这一天之前有效，这一天不算；不填表示一直有效。"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    document = forms.CharField(label=_("文号"), max_length=120)
    clause = forms.CharField(label=_("条款"), max_length=120, required=False)
    note = forms.CharField(
        label=_("说明"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    confirmed = forms.BooleanField(label=_("我已核对，数值无误"), required=False)

    def __init__(self, data: Any, *, in_yuan: bool) -> None:
        super().__init__(data)
        self.in_yuan = in_yuan
        if not in_yuan:
            self.fields["value"].decimal_places = 0  # type: ignore[attr-defined]
        self.fields["document"].widget.attrs["placeholder"] = "赣防返贫办〔2024〕7号"

    def clean_value(self) -> int:
        """The value in the parameter's own unit: fen for amounts."""
        value = self.cleaned_data["value"]
        scaled = value * 100 if self.in_yuan else value
        if scaled != scaled.to_integral_value():
            raise forms.ValidationError(_("请填写整数。"))
        return int(scaled)


YES_NO: list[tuple[str, Any]] = [EVERY, ("yes", _("有")), ("no", _("没有"))]
RISKS = (
    "因病", "因残", "因学", "因缺劳动力", "因意外事故", "因产业失败", "因务工就业不稳",
    "因安全住房", "因安全饮水", "因自然灾害", "其他",
)  # fmt: skip


def _count(label: Any, most: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=most)


def _rules() -> list[tuple[str, str]]:
    """Every rule with its name; among them those of income below and near the line."""
    words = "en" if (get_language() or "").startswith("en") else "zh"
    return [(name, said(rule.label, words, name)) for name, rule in packaged().rules.items()]


class FindForm(forms.Form):
    """What to keep of the households of one's places; bound to the address.

    `q` is hidden here: words are typed into the search box, which posts them.
    """

    q = forms.CharField(label=_("查找"), required=False, max_length=40, widget=forms.HiddenInput)
    place = forms.ChoiceField(label=_("乡镇、村"), required=False)
    category = forms.ChoiceField(
        label=_("户类别"), required=False, choices=[EVERY, *SubjectCategory.choices]
    )
    with_clues = forms.ChoiceField(
        label=_("线索"), required=False, choices=[EVERY, ("yes", _("有线索")), ("no", _("无线索"))]
    )
    tag = forms.CharField(label=_("标签"), required=False, max_length=20)
    rule = forms.ChoiceField(label=_("线索规则"), required=False)
    severity = forms.ChoiceField(
        label=_("线索程度"), required=False, choices=[EVERY, *reversed(Severity.choices)]
    )
    risk = forms.ChoiceField(
        label=_("风险类型"), required=False, choices=[EVERY, *((one, one) for one in RISKS)]
    )
    doubtful = forms.ChoiceField(label=_("未说明的数据疑点"), required=False, choices=YES_NO)
    registered = forms.ChoiceField(
        label=_("建档立卡"),
        required=False,
        choices=[EVERY, ("yes", _("曾建档立卡")), ("no", _("未建档立卡"))],
    )
    least_size = _count(_("家庭人口从"), 30)
    most_size = _count(_("家庭人口到"), 30)
    least_age = _count(_("成员年龄从"), 130)
    most_age = _count(_("成员年龄到"), 130)
    schooling = forms.ChoiceField(
        label=_("成员就学"), required=False, choices=[EVERY, *Schooling.choices]
    )
    labour = forms.ChoiceField(
        label=_("成员劳动能力"), required=False, choices=[EVERY, *Labour.choices]
    )
    disabled = forms.ChoiceField(label=_("成员残疾"), required=False, choices=YES_NO)

    MORE = (
        "rule", "severity", "risk", "doubtful", "registered", "least_size", "most_size",
        "least_age", "most_age", "schooling", "labour", "disabled",
    )  # fmt: skip

    def __init__(self, data: Any, places: Iterable[tuple[str, Any]]) -> None:
        super().__init__(data)
        offer(self, "place", list(places))
        offer(self, "rule", [EVERY, *_rules()])

    def wanted(self, prefix: str) -> Wanted:
        """The filters for the query; what cannot be understood is left out, with its error."""
        self.is_valid()
        kept = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        yes = {"yes": True, "no": False}
        for name in ("with_clues", "doubtful", "registered", "disabled"):
            if name in kept:
                kept[name] = yes[kept[name]]
        if "severity" in kept:
            kept["severity"] = int(kept["severity"])
        kept["words"] = kept.pop("q", "").strip()
        kept.pop("place", None)
        return Wanted(prefix=prefix, **kept)


class TagForm(forms.Form):
    """A tag to put on households or to take off them."""

    word = forms.CharField(label=_("标签"), max_length=20)
    added = forms.ChoiceField(
        label=_("做什么"), choices=[("yes", _("加上标签")), ("no", _("去掉标签"))], initial="yes"
    )


class SaveFilterForm(forms.Form):
    """The name under which a filter is kept."""

    name = forms.CharField(label=_("名称"), max_length=30)
