"""What the office fills in about people and their duties."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.findings import Finding
from shouwang.kernel.periods import Period, PeriodEmpty
from shouwang.kernel.regioncode import RegionCode
from shouwang.people import rules
from shouwang.people.forms.showing import clean_telephone
from shouwang.people.models import KIND_NAMES
from shouwang.people.models.accounts import NAME_SHAPE
from shouwang.people.rules import Kind, Wish


class DutyForm(forms.Form):
    """A duty to grant."""

    kind = forms.ChoiceField(label=_("职责"))
    place = forms.ChoiceField(label=_("地区"))
    begins_on = forms.DateField(
        label=_("起"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last_on = forms.DateField(
        label=_("最后一天"),
        help_text=_("到期自动失效，可以续期；一次最长三年"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(label=_("事由"), max_length=200, help_text=_("例如分工通知的文件号"))

    def __init__(
        self,
        *args: Any,
        kinds: Iterable[Kind],
        places: Iterable[tuple[str, Any]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(kind.value, KIND_NAMES[kind]) for kind in Kind if kind in set(kinds)]
        self._choices("kind").choices = named
        self._choices("place").choices = list(places)

    def clean(self) -> dict[str, Any]:
        """The last day may not lie before the first."""
        cleaned = super().clean() or {}
        if cleaned.get("begins_on") and cleaned.get("last_on"):
            try:
                end = cleaned["last_on"] + timedelta(days=1)
                cleaned["period"] = Period(cleaned["begins_on"], end)
            except PeriodEmpty:
                self.add_error("last_on", _("最后一天不能早于起始日"))
        return cleaned

    def wish(self, holder: int = 0) -> Wish:
        """What the form asks for."""
        data = self.cleaned_data
        return Wish(holder, Kind(data["kind"]), RegionCode(data["place"]), data["period"])

    def show(self, findings: Iterable[Finding]) -> None:
        """Put the operation's findings beside the fields that they are about."""
        for finding in findings:
            self.add_error(_FIELD_OF.get(finding.code), finding.message)

    def _choices(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field


_FIELD_OF = {
    "not_entitled": "kind",
    "wrong_level": "place",
    "already_over": "last_on",
    "too_long": "last_on",
    "no_reason": "reason",
    "username_taken": "username",
}


class EngageForm(DutyForm):
    """A new person with a first duty."""

    username = forms.RegexField(
        NAME_SHAPE,
        label=_("用户名"),
        help_text=_("小写字母开头，可含数字、点和横线，2至32个字符；建好后不能改"),
        error_messages={"invalid": _("用户名须以小写字母开头，只含小写字母、数字、点和横线")},
    )
    display_name = forms.CharField(label=_("姓名"), max_length=60)
    telephone = forms.CharField(label=_("电话"), max_length=30, required=False)

    field_order = (
        "username",
        "display_name",
        "telephone",
        "kind",
        "place",
        "begins_on",
        "last_on",
        "reason",
    )

    def clean_telephone(self) -> str:
        """Digits only."""
        return clean_telephone(self.cleaned_data["telephone"])


class CorrectForm(forms.Form):
    """A person's name and telephone, put right."""

    display_name = forms.CharField(label=_("姓名"), max_length=60)
    telephone = forms.CharField(
        label=_("电话"), max_length=30, required=False, help_text=_("留空则保持原来的电话")
    )

    def clean_telephone(self) -> str:
        """Digits only."""
        return clean_telephone(self.cleaned_data["telephone"])


class ReasonForm(forms.Form):
    """Why a duty ends."""

    reason = forms.CharField(label=_("终止原因"), max_length=200)


class PeopleFilter(forms.Form):
    """The filter bar of the page of people."""

    q = forms.CharField(
        label=_("姓名或用户名"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(label=_("职责"), required=False)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("在岗")), ("past", _("职责已结束"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.value, name) for kind, name in KIND_NAMES.items()]
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("全部")), *kinds]


def first_values() -> dict[str, Any]:
    """What the forms of duties begin with: one year from today."""
    period = rules.default_period(timezone.localdate())
    assert period.end is not None
    return {"begins_on": period.start, "last_on": period.end - timedelta(days=1)}
