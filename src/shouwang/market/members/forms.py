"""Logging in, signing up, another password."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from shouwang.market.members.models import NAME_SHAPE, Member
from shouwang.people.rules import refusals_of_password


class LogInForm(forms.Form):
    """User name and password."""

    username = forms.CharField(
        label=_("用户名"),
        max_length=32,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class SignUpForm(forms.Form):
    """What the market asks of somebody who wants to shop: no telephone, no identity number."""

    username = forms.CharField(
        label=_("用户名"),
        max_length=32,
        help_text=_("3至32个小写字母或数字，登录时用"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        validators=[RegexValidator(NAME_SHAPE, _("只能用小写字母、数字、点和横线，至少3个"))],
    )
    display_name = forms.CharField(
        label=_("称呼"), max_length=40, help_text=_("别人在评价里看到的名字")
    )
    password = forms.CharField(
        label=_("密码"),
        strip=False,
        help_text=_("至少10个字符，不能太常见"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_username(self) -> str:
        """Small letters."""
        return str(self.cleaned_data["username"]).strip().lower()

    def clean(self) -> dict[str, Any]:
        """The password against the name."""
        given = super().clean() or {}
        if "password" in given:
            names = (given.get("username", ""), given.get("display_name", ""))
            for words in _refusals(given["password"], *names):
                self.add_error("password", words)
        return given


class PasswordForm(forms.Form):
    """The password until now, and another one twice: what is mistyped once shuts its owner out."""

    old = forms.CharField(
        label=_("现在的密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("新密码"),
        strip=False,
        help_text=_("至少10个字符，不能太常见"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输一遍新密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: Any, member: Member) -> None:
        super().__init__(data)
        self.member = member

    def clean(self) -> dict[str, Any]:
        """The new one against the names, against the old one and against itself."""
        given = super().clean() or {}
        new = given.get("new", "")
        for words in _refusals(new, self.member.username, self.member.display_name) if new else ():
            self.add_error("new", words)
        if new and new == given.get("old"):
            self.add_error("new", _("新密码和现在的一样"))
        if "again" in given and given["again"] != new:
            self.add_error("again", _("两次输入的新密码不一样"))
        return given


def _refusals(password: str, username: str, display_name: str) -> list[str]:
    findings = refusals_of_password(
        password, username=username, display_name=display_name, common=_is_common(password)
    )
    return [finding.message for finding in findings]


def _is_common(password: str) -> bool:
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        return True
    return False
