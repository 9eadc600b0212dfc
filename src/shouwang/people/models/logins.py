"""The log of log-ins: also what the lock-out counts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwang.people.models.accounts import Account


class Outcome(models.TextChoices):
    """How a try to log in ended. A try counts as failed until it has succeeded."""

    FAILED = "failed", _("失败")
    PASSED = "passed", _("成功")
    LOCKED = "locked", _("锁定期内被拒")


class LogIn(models.Model):
    """One try to log in.

    What was typed as a name is kept only as a keyed digest: people type passwords there.
    """

    at = models.DateTimeField(_("时间"))
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="log_ins", null=True, blank=True
    )
    name_digest = models.CharField(max_length=64)
    address = models.GenericIPAddressField(_("地址"), null=True, blank=True)
    outcome = models.CharField(_("结果"), max_length=8, choices=Outcome.choices)
    # an unlock forgives the failures before it: they stay in the log and no longer count
    forgiven = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("登录记录")
        verbose_name_plural = _("登录记录")
        indexes = [
            models.Index(fields=["name_digest", "at"], name="log_in_name_at"),
            models.Index(fields=["address", "at"], name="log_in_address_at"),
            models.Index(fields=["-at"], name="log_in_at"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=Outcome.values), name="log_in_outcome_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_outcome_display()}"
