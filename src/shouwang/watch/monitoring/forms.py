"""Filters of lists and the entry of a policy value."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwang.watch.monitoring.models import Severity
from shouwang.watch.monitoring.queries import ClueFilters, HouseholdFilters, State
from shouwang.watch.registry.models.household import SubjectCategory

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
        self.fields["rule"].choices = [EVERY, *rules]  # type: ignore[attr-defined]

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
        self.fields["rule"].choices = [EVERY, *rules]  # type: ignore[attr-defined]

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


class SearchForm(forms.Form):
    """Find a household anywhere in one's own places."""

    q = _search(_("户主姓名、拼音首字母或户编号"))


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
