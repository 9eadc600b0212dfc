"""Requests for an account, lists of new people, duties lent for some days, the log of log-ins."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.findings import Finding
from shouwang.kernel.periods import Period, PeriodEmpty
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.forms.duties import DutyForm
from shouwang.people.forms.showing import clean_telephone
from shouwang.people.models import KIND_NAMES, Outcome
from shouwang.people.models.accounts import NAME_SHAPE
from shouwang.people.operations import Asked
from shouwang.people.rules import LEVELS, Kind, Wish

_DAY = {"type": "date"}


class AskForm(forms.Form):
    """What somebody without an account fills in."""

    display_name = forms.CharField(label=_("姓名"), max_length=60)
    telephone = forms.CharField(
        label=_("电话"), max_length=30, help_text=_("办理结果由县里打电话告诉您")
    )
    office = forms.CharField(label=_("单位"), max_length=100)
    kind = forms.ChoiceField(
        label=_("申请的职责"),
        choices=[("", _("请选择")), *((kind.value, name) for kind, name in KIND_NAMES.items())],
    )
    place = forms.ChoiceField(label=_("地区"))
    reason = forms.CharField(
        label=_("事由"), max_length=200, help_text=_("例如分工通知的文件号、接替何人")
    )

    def __init__(self, *args: Any, places: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(places)

    def clean_telephone(self) -> str:
        """Digits only."""
        return clean_telephone(self.cleaned_data["telephone"])

    def clean(self) -> dict[str, Any]:
        """The place must be of the level at which the duty is held."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") and cleaned.get("place"):
            region = RegionCode(cleaned["place"])
            if region.level not in LEVELS[Kind(cleaned["kind"])]:
                self.add_error("place", _("地区级别与职责不符，例如乡镇经办须选到乡镇"))
        return cleaned

    def asked(self) -> Asked:
        """The request as a value."""
        data = self.cleaned_data
        return Asked(
            data["display_name"],
            data["telephone"],
            data["office"],
            Kind(data["kind"]),
            RegionCode(data["place"]),
            data["reason"],
        )


class ApproveForm(DutyForm):
    """The account and duty that the office settles on for a request."""

    username = forms.RegexField(
        NAME_SHAPE,
        label=_("用户名"),
        help_text=_("小写字母开头，可含数字、点和横线，2至32个字符；建好后不能改"),
        error_messages={"invalid": _("用户名须以小写字母开头，只含小写字母、数字、点和横线")},
    )

    field_order = ("username", "kind", "place", "begins_on", "last_on", "reason")


class RefuseForm(forms.Form):
    """Why a request is refused."""

    reason = forms.CharField(
        label=_("不通过的原因"), max_length=200, help_text=_("打电话时好告诉对方")
    )


class LendForm(forms.Form):
    """To whom a duty of one's own is lent, and for how long."""

    username = forms.CharField(
        label=_("受托人的用户名"), max_length=32, help_text=_("须是本县在岗人员，例如 lihua")
    )
    place = forms.ChoiceField(label=_("地区"), help_text=_("可以只委托其中一部分"))
    begins_on = forms.DateField(
        label=_("起"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    last_on = forms.DateField(
        label=_("最后一天"),
        help_text=_("最长30天，到期自动失效，您随时可以收回"),
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
    )
    reason = forms.CharField(label=_("原因"), max_length=200, help_text=_("例如休假、外出培训"))

    def __init__(self, *args: Any, places: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(places)

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

    def wish(self, kind: Kind) -> Wish:
        """What the form asks for; the holder is filled in by the operation."""
        data = self.cleaned_data
        return Wish(0, kind, RegionCode(data["place"]), data["period"])

    def show(self, findings: Iterable[Finding]) -> None:
        """Put the operation's findings beside the fields that they are about."""
        for finding in findings:
            self.add_error(_FIELD_OF.get(finding.code), finding.message)


_FIELD_OF = {
    "no_such_colleague": "username",
    "self_grant": "username",
    "incompatible": "username",
    "wider_place": "place",
    "too_long": "last_on",
    "already_over": "last_on",
    "longer_than_own": "last_on",
    "no_reason": "reason",
}


class RosterForm(forms.Form):
    """The Excel file with new people."""

    file = forms.FileField(
        label=_("填好的表格"),
        help_text=_("Excel 文件（.xlsx），最多200人"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


class LogInFilter(forms.Form):
    """The filter bar of the log of log-ins."""

    q = forms.CharField(
        label=_("姓名或用户名"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    outcome = forms.ChoiceField(
        label=_("结果"), required=False, choices=[("", _("全部")), *Outcome.choices]
    )
    since = forms.DateField(label=_("自"), required=False, widget=forms.DateInput(attrs=_DAY))
    until = forms.DateField(label=_("至"), required=False, widget=forms.DateInput(attrs=_DAY))

    def asked(self) -> dict[str, Any]:
        """The filters; what cannot be understood is left out, with its error."""
        self.is_valid()
        kept = self.cleaned_data
        days: dict[str, date | None] = {"since": kept.get("since"), "until": kept.get("until")}
        return {"words": kept.get("q", ""), "outcome": kept.get("outcome", ""), **days}


class ReviewFilter(forms.Form):
    """The filter bar of the review of duties."""

    doubt = forms.ChoiceField(
        label=_("需要核对"),
        required=False,
        choices=[
            ("", _("全部在岗职责")),
            ("any", _("有疑点的")),
            ("unreviewed", _("180天未复核")),
            ("unused", _("90天未登录")),
            ("never_used", _("从未登录")),
            ("ends_soon", _("30天内到期")),
        ],
    )
    kind = forms.ChoiceField(
        label=_("职责"),
        required=False,
        choices=[("", _("全部")), *((kind.value, name) for kind, name in KIND_NAMES.items())],
    )
