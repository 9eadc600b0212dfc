"""What leaves the house: written with the act that wants it, sent by the worker, never twice."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import EncryptedTextField
from shouwang.kernel.crypto.masking import mask_telephone


class Outgoing(models.Model):
    """One message for a sender.

    `sending` is committed before the sender is called. What a crash leaves in that state is asked
    after by `number`; where the sender cannot tell, it becomes `uncertain` and a person decides.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("待发送")
        SENDING = "sending", _("发送中")
        SENT = "sent", _("已发送")
        FAILED = "failed", _("未能发送")
        UNCERTAIN = "uncertain", _("不确定是否送达")
        DROPPED = "dropped", _("不再发送")

    class Channel(models.TextChoices):
        SMS = "sms", _("短信")
        WECHAT = "wechat", _("微信")
        CONSOLE = "console", _("服务器日志")

    # what the sender knows the message by: the same at every attempt
    number = models.UUIDField(default=uuid4, unique=True)
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel.choices)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    telephone = EncryptedTextField(_("电话"), null=True)
    region_code = models.CharField(_("地区"), max_length=12)
    template = models.CharField(_("模板"), max_length=40)
    parameters = models.JSONField(default=dict)
    urgent = models.BooleanField(_("紧急"), default=False)
    once = models.CharField(max_length=250, unique=True)
    made_at = models.DateTimeField(_("登记时间"))
    due_at = models.DateTimeField(_("应发时间"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("已试次数"), default=0)
    begun_at = models.DateTimeField(_("最近一次开始"), null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    receipt = models.CharField(_("回执"), max_length=100, blank=True)
    fault = models.CharField(_("原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("外发消息")
        verbose_name_plural = _("外发消息")
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=Q(state="waiting"), name="outgoing_due"
            ),
            models.Index(fields=["id"], condition=Q(state="sending"), name="outgoing_under_way"),
            models.Index(fields=["state", "-id"], name="outgoing_state"),
            models.Index(fields=["made_at"], name="outgoing_made"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False, telephone__isnull=True)
                | Q(account__isnull=True, telephone__isnull=False),
                name="outgoing_one_recipient",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["waiting", "sending", "sent", "failed", "uncertain", "dropped"]
                ),
                name="outgoing_state_known",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["sms", "wechat", "console"]), name="outgoing_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(region_code__regex=r"^\d{12}$"), name="outgoing_region_shape"
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(begun_at__isnull=False),
                name="outgoing_sending_has_begun",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"

    @property
    def masked_recipient(self) -> str:
        """Whom it is for, as lists show it: the account's name, or a masked telephone."""
        if self.account is not None:
            return self.account.display_name
        return mask_telephone(self.telephone or "")
