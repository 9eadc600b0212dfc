"""Accounts of the market: shoppers, people of suppliers, the operator; their sessions."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import EncryptedTextField

NAME_SHAPE = r"^[a-z0-9][a-z0-9._-]{2,31}$"


class MemberManager(BaseUserManager["Member"]):
    """The manager Django's log-in asks for; accounts are made by `operations.sign_up`."""


class Member(AbstractBaseUser):
    """Whoever logs in to the market. Has nothing to do with an account of the watch.

    Who acts for a supplier is said by `suppliers`; the operator's people run the market.
    """

    username = models.CharField(_("用户名"), max_length=32, unique=True)
    display_name = models.CharField(_("称呼"), max_length=40)
    is_active = models.BooleanField(_("启用"), default=True)
    is_operator = models.BooleanField(_("平台运营人员"), default=False)
    is_demonstration = models.BooleanField(_("演示账号"), default=False)
    created_at = models.DateTimeField(_("注册时间"))

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]

    objects = MemberManager()

    class Meta:
        verbose_name = _("会员")
        verbose_name_plural = _("会员")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(username__regex=NAME_SHAPE), name="member_username_shape"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name


class Block(models.Model):
    """A member whom the operator keeps from logging in, from when, why, and until when.

    `id` is made by the form. One open block a member; whoever has one is not active.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="blocks", db_index=False)
    reason = EncryptedTextField(_("原因"))
    began_at = models.DateTimeField(_("停用时间"))
    by = models.ForeignKey(Member, models.PROTECT, related_name="+", db_index=False)
    ended_at = models.DateTimeField(_("恢复时间"), null=True)
    ended_by = models.ForeignKey(
        Member, models.PROTECT, related_name="+", null=True, db_index=False
    )

    class Meta:
        verbose_name = _("停用记录")
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(ended_at=None), name="member_block_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by=None)
                | models.Q(ended_at__gte=models.F("began_at"), ended_by__isnull=False),
                name="member_block_ended_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["member", "-began_at"], name="member_blocks")]


class MemberSession(AbstractBaseSession):
    """A browser's session on the market; the watch's sessions lie in another table."""

    member = models.ForeignKey(
        Member, models.CASCADE, related_name="sessions", null=True, blank=True
    )

    @classmethod
    def get_session_store_class(cls):
        """The store that writes this table (Django asks for it)."""
        from shouwang.market.members.sessions import SessionStore  # noqa: PLC0415 (each other)

        return SessionStore


class LogInTry(models.Model):
    """One try to log in; what was typed as a name is kept only as a keyed digest."""

    at = models.DateTimeField()
    name_digest = models.CharField(max_length=64)
    address = models.GenericIPAddressField(null=True, blank=True)
    passed = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["name_digest", "at"], name="log_in_try_name"),
            models.Index(fields=["address", "at"], name="log_in_try_address"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
