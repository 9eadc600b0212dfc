"""Log-in, passwords, one-time codes."""

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
from shouwang.people import operations
from shouwang.people.forms.showing import raise_findings
from shouwang.people.models import Account
from shouwang.people.passwords import refusals_for


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
