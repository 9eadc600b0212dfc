"""Requests for an account, from people who have none."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import EncryptedTextField
from shouwang.kernel.crypto.masking import mask_telephone
from shouwang.people.models.accounts import Account
from shouwang.people.models.duties import KIND_NAMES
from shouwang.people.rules import Kind


class AccountRequest(models.Model):
    """Who asks for an account, for which duty and where, and what was decided."""

    class State(models.TextChoices):
        WAITING = "waiting", _("待办")
        APPROVED = "approved", _("已通过")
        REFUSED = "refused", _("未通过")

    display_name = models.CharField(_("姓名"), max_length=60)
    telephone = EncryptedTextField(_("电话"))
    office = models.CharField(_("单位"), max_length=100)
    kind = models.CharField(
        _("职责"), max_length=20, choices=[(kind.value, name) for kind, name in KIND_NAMES.items()]
    )
    region_code = models.CharField(_("地区"), max_length=12)
    reason = models.CharField(_("事由"), max_length=200)
    asked_at = models.DateTimeField(_("申请时间"))
    # a keyed digest: enough to count by, and no address
    address_digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    decided_by = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(_("办理时间"), null=True)
    decision = models.CharField(_("办理意见"), max_length=200, blank=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)

    class Meta:
        verbose_name = _("账号申请")
        verbose_name_plural = _("账号申请")
        indexes = [
            models.Index(fields=["address_digest", "asked_at"], name="request_address_at"),
            models.Index(fields=["region_code", "-asked_at"], name="request_place_at"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]), name="request_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(region_code__regex=r"^\d{12}$"), name="request_region_shape"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by=None, account=None)
                | Q(state="approved", decided_by__isnull=False, account__isnull=False)
                | Q(state="refused", decided_by__isnull=False, account=None),
                name="request_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.display_name} {self.get_kind_display()}"

    @property
    def masked_telephone(self) -> str:
        """The telephone as lists show it."""
        return mask_telephone(self.telephone)
