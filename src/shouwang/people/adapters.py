"""What allauth asks us: counting tries, beginning sessions, Chinese messages, encrypted secrets."""

from base64 import b64decode, b64encode
from typing import Any

import qrcode  # type: ignore[import-untyped]
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage  # type: ignore[import-untyped]

from shouwang.kernel.crypto import sealing
from shouwang.people import operations, sessions
from shouwang.people.models import Account

SECRETS_PLACE = "mfa_authenticator.data"
_LOCKED = _("登录失败次数过多，请15分钟后再试，或请县级办公室解锁")
_WRONG_CODE = _("验证码不对，请看验证器上最新的六位数字")


class AccountAdapter(DefaultAccountAdapter):
    """Log-in by user name; accounts are made by an office, never by signing up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("用户名或密码不对"),
        "enter_current_password": _("当前密码不对"),
        "incorrect_password": _("密码不对"),
        "invalid_login": _("用户名或密码不对"),
        "username_password_mismatch": _("用户名或密码不对"),
        "too_many_login_attempts": _LOCKED,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Write the try down before the password is looked at."""
        log_in = operations.begin_log_in(
            username=credentials.get("username", ""),
            address=self.get_client_ip(request),
            at=timezone.now(),
        )
        if log_in is None:
            raise self.validation_error("too_many_login_attempts")
        self.log_in = log_in

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """The account whose password this is; a switched-off one is answered like a wrong one."""
        account = super().authenticate(request, **credentials)
        if account is None or not account.is_active:
            operations.fail_log_in(log_in=self.log_in, at=timezone.now())
            return None
        operations.pass_log_in(log_in=self.log_in)
        return account

    def login(self, request: HttpRequest, user: Account) -> None:
        """Begin the session and end the oldest beyond the permitted number."""
        super().login(request, user)
        now = timezone.now()
        Account.objects.filter(pk=user.pk).update(seen_at=now)
        sessions.begin(
            request.session,
            at=now,
            address=self.get_client_ip(request),
            agent=request.headers.get("user-agent", ""),
        )
        operations.trim_sessions(account=user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's own account."""
        return reverse("people_account")

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """There is no mail here."""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say what happened themselves."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """One-time codes: their secrets are encrypted like every sensitive field."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _WRONG_CODE,
        "cannot_delete_authenticator": _("您的职责要求两步验证，不能关闭"),
        "rate_limited": _("尝试太频繁，请稍后再试"),
    }

    def build_totp_svg(self, url: str) -> str:
        """The QR code on white ground: without it, no camera reads it in the dark theme."""
        drawn = qrcode.make(url, image_factory=SvgPathFillImage)
        return str(drawn.to_string(encoding="unicode"))

    def encrypt(self, text: str) -> str:
        """Seal a secret for the table of authenticators."""
        return b64encode(sealing.seal(text, SECRETS_PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret. Raises SealBroken."""
        return sealing.unseal(b64decode(encrypted_text), SECRETS_PLACE)
