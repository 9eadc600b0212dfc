"""Applications for certification while they are being written; sent, they lie in the bridge."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwang.market.suppliers.models import Supplier


class Draft(models.Model):
    """An application that is being filled in, step by step.

    `entered` holds what was typed, by step and field, unread: nothing is lost because it is not
    yet right. It is read when the application is sent, and from then on nothing here changes.
    `id` is the number of the application in the bridge; `follows` is that of the returned one which
    this one puts right.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="drafts", db_index=False)
    follows = models.UUIDField(_("改自"), null=True, editable=False)
    entered = models.JSONField(_("填写内容"), default=dict)
    revision = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(
        "members.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    saved_at = models.DateTimeField(_("保存时间"))
    submitted_at = models.DateTimeField(_("提交时间"), null=True)

    class Meta:
        verbose_name = _("认证申请草稿")
        indexes = [models.Index(fields=["supplier", "-saved_at"], name="draft_of_supplier")]
