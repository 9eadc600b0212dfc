"""Forms: log-in, passwords, one-time codes, and what the office fills in about people."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.findings import Finding
from shouwang.kernel.identity.contact import read_telephone
from shouwang.kernel.periods import Period, PeriodEmpty
from shouwang.kernel.regioncode import RegionCode
from shouwang.people import operations, rules
from shouwang.people.models import KIND_NAMES, Account
from shouwang.people.models.accounts import NAME_SHAPE
from shouwang.people.passwords import refusals_for
from shouwang.people.rules import Kind, Wish


class LogInForm(LoginForm):
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("用户名")
        self.fields["login"].max_length = 32
        self.fields["login"].widget.attrs |= {"autofocus": True, "autocapitalize": "none"}
        self.fields["password"].label = _("密码")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class ReauthenticateForm(AllauthReauthenticateForm):
    """The password once more, before something delicate."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["password"]
        field.label, field.help_text = _("密码"), ""
        field.widget.attrs.pop("placeholder", None)


class ChangePasswordForm(forms.Form):
    """One's own password: the old one, and the new one twice."""

    oldpassword = forms.CharField(
        label=_("当前密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password1 = forms.CharField(
        label=_("新密码"),
        strip=False,
        help_text=_("至少10个字符，不能是常见密码，不能包含您的用户名或姓名"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("再输一遍新密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: Account, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_oldpassword(self) -> str:
        """Must be the present password; wrong ones count as failed tries to log in."""
        password = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password

    def clean_password1(self) -> str:
        """Must be good enough, and new."""
        password = self.cleaned_data["password1"]
        findings = refusals_for(password, self.user)
        if self.user.check_password(password):
            findings = (*findings, Finding("same_password", "新密码不能与旧密码相同"))
        raise_findings(findings)
        return password

    def clean(self) -> dict[str, Any]:
        """Both entries must be equal."""
        cleaned = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("两次输入的新密码不一样"))
        return cleaned

    def save(self) -> None:
        """Change it; every other session of the account ends."""
        raise_findings(
            operations.change_password(
                account=self.user,
                at=timezone.now(),
                password=self.cleaned_data["password1"],
                session=context.request.session.session_key,
            )
        )


class _CountedCode(forms.Form):
    """A one-time code whose failures count towards the lock-out, like wrong passwords."""

    user: Account

    def clean_code(self) -> str:
        """Refused while the account is shut out; a wrong code is counted."""
        at, address = timezone.now(), get_adapter().get_client_ip(context.request)
        if operations.is_shut_out(account=self.user, address=address, at=at):
            raise get_adapter().validation_error("too_many_login_attempts")
        try:
            return super().clean_code()  # type: ignore[misc]
        except ValidationError:
            operations.fail_code(account=self.user, address=address, at=at)
            raise


def _name_code(form: forms.Form) -> None:
    form.fields["code"].label = _("验证码")
    form.fields["code"].widget.attrs |= {"inputmode": "numeric", "autofocus": True}
    form.fields["code"].widget.attrs.pop("placeholder", None)


class CodeForm(_CountedCode, AuthenticateForm):
    """The second step of log-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_code(self)


class ReauthenticateCodeForm(_CountedCode, AllauthReauthenticateCodeForm):
    """A one-time code once more, before something delicate."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_code(self)


class ActivateCodeForm(ActivateTOTPForm):
    """The first code of a new authenticator."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_code(self)


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
        text = self.cleaned_data["telephone"]
        if not text:
            return ""
        reading = read_telephone(text)
        raise_findings(() if reading.value else reading.findings)
        return reading.value or ""


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


def raise_findings(findings: Iterable[Finding]) -> None:
    """Findings that refuse become the form's errors."""
    messages = [finding.message for finding in findings]
    if messages:
        raise ValidationError(messages)
