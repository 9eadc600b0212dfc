"""The account a person logs in with."""

from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import EncryptedTextField
from shouwang.kernel.crypto.masking import mask_telephone

# small letters only: two names may not differ by case alone
NAME_SHAPE = r"^[a-z][a-z0-9._-]{1,31}$"


class AccountQuerySet(models.QuerySet["Account"]):
    """Verbs over sets of accounts."""

    def matching(self, words: str) -> Self:
        """Those whose log-in name or display name contains the words."""
        return self.filter(
            models.Q(username__icontains=words) | models.Q(display_name__icontains=words)
        )


class AccountManager(BaseUserManager.from_queryset(AccountQuerySet)):  # type: ignore[misc]
    """The manager Django's log-in asks for; accounts are made by `operations.create_account`."""


class Account(AbstractBaseUser):
    """A person, or the system itself, who acts in Shouwang.

    An account holds no rights: they come from its duties, each for a place and a time.
    """

    username = models.CharField(_("用户名"), max_length=32, unique=True)
    display_name = models.CharField(_("姓名"), max_length=60)
    telephone = EncryptedTextField(_("电话"), null=True, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(_("须修改密码"), default=True)
    is_demonstration = models.BooleanField(_("演示账号"), default=False)
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)
    seen_at = models.DateTimeField(_("最近使用"), null=True, blank=True)

    # the lenders of the duties it stands in for today, once its duties were read
    stands_in_for: tuple[str, ...] = ()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]

    objects = AccountManager()

    class Meta:
        verbose_name = _("账号")
        verbose_name_plural = _("账号")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(username__regex=NAME_SHAPE), name="account_username_shape"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def name(self) -> str:
        """What the journal calls the person, and for whom he or she stands in today.

        Known once the account's duties were read, as every request does.
        """
        lenders = "、".join(self.stands_in_for)
        return f"{self.display_name}（代{lenders}）" if lenders else self.display_name

    @property
    def masked_telephone(self) -> str:
        """The telephone as pages show it; empty when there is none."""
        return mask_telephone(self.telephone) if self.telephone else ""
