"""Logging in and signing up."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from shouwang.market.members.models import NAME_SHAPE
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
            findings = refusals_of_password(
                given["password"],
                username=given.get("username", ""),
                display_name=given.get("display_name", ""),
                common=_is_common(given["password"]),
            )
            for finding in findings:
                self.add_error("password", finding.message)
        return given


def _is_common(password: str) -> bool:
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        return True
    return False
