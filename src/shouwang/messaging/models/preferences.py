"""How an account wants to be told."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import EncryptedTextField


class Preference(models.Model):
    """What an account does not want, and by which name WeChat knows it; no row wants everything.

    The program reads every account's, for whoever tells must know; an account writes its own.
    """

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    digest = models.BooleanField(_("每日待办"), default=True)
    refused = ArrayField(models.CharField(max_length=10), default=list)
    wechat = EncryptedTextField(_("微信接收标识"), null=True)
    changed_at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("消息设置")
        verbose_name_plural = _("消息设置")

    def __str__(self) -> str:
        return str(self.account_id)
