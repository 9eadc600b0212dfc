"""Codes and tries of self-service, and a household's requests to correct what is held."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import EncryptedTextField
from shouwang.watch.registry.models import Household, Person


class Code(models.Model):
    """A code by which somebody without an account shows to be the holder of an identity number.

    It names nobody in the clear: number and code are keyed digests, and whose it is (the person's
    key and village) is encrypted, to be read once the code has been matched.
    """

    identity_digest = models.CharField(max_length=64)
    code_digest = models.CharField(max_length=64)
    holder = EncryptedTextField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    issued_at = models.DateTimeField(_("发出时间"))
    expires_at = models.DateTimeField(_("有效至"))
    used_at = models.DateTimeField(_("使用时间"), null=True)

    class Meta:
        verbose_name = _("自助查询验证码")
        indexes = [models.Index(fields=["identity_digest", "-issued_at"], name="code_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("issued_at")), name="code_expires_later"
            )
        ]


class Outcome(models.TextChoices):
    """How a try ended. It counts as failed until it has succeeded."""

    FAILED = "failed", _("失败")
    PASSED = "passed", _("成功")
    LOCKED = "locked", _("次数过多被拒")


class Try(models.Model):
    """One try to show a code, or to be sent one: what the limits count."""

    identity_digest = models.CharField(max_length=64)
    address = models.GenericIPAddressField(_("地址"), null=True)
    at = models.DateTimeField(_("时间"))
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.FAILED)

    class Meta:
        verbose_name = _("自助查询尝试")
        indexes = [
            models.Index(fields=["identity_digest", "at"], name="try_identity_at"),
            models.Index(fields=["address", "at"], name="try_address_at"),
        ]


class RequestState(models.TextChoices):
    """Where a request to correct stands."""

    OPEN = "open", _("待办理")
    ACCEPTED = "accepted", _("已更正")
    REFUSED = "refused", _("不予更正")
    WITHDRAWN = "withdrawn", _("已撤回")


class Channel(models.TextChoices):
    """How a request came."""

    COUNTER = "counter", _("窗口")
    SELF = "self", _("自助")


class CorrectionRequest(models.Model):
    """A household says that something held about it is wrong; it is answered by a day.

    The dossier does not change by this: whoever answers "accepted" has corrected it there.
    """

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="corrections", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    what = models.CharField(_("哪里不对"), max_length=60)
    should_be = EncryptedTextField(_("应当是什么"))
    evidence = EncryptedTextField(_("依据"))
    channel = models.CharField(_("来源"), max_length=8, choices=Channel.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("提出时间"), db_default=Now())
    due_on = models.DateField(_("答复期限"))
    state = models.CharField(
        _("状态"), max_length=10, choices=RequestState.choices, default=RequestState.OPEN
    )
    answer = models.CharField(_("答复"), max_length=400, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(_("答复时间"), null=True)

    class Meta:
        verbose_name = _("更正申请")
        indexes = [
            models.Index(fields=["region_code", "state", "due_on"], name="correction_place_due")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "accepted", "refused", "withdrawn"]),
                name="correction_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "withdrawn"])
                | (models.Q(answered_at__isnull=False) & ~models.Q(answer="")),
                name="correction_answered_with_words",
            ),
        ]
