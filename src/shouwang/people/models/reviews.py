"""Confirmations that a duty is still needed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwang.people.models.accounts import Account
from shouwang.people.models.duties import Duty


class DutyReview(models.Model):
    """Somebody looked at a duty and said that it is still needed."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="reviews")
    region_code = models.CharField(_("地区"), max_length=12)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("复核时间"))

    class Meta:
        verbose_name = _("职责复核")
        verbose_name_plural = _("职责复核")
        indexes = [models.Index(fields=["duty", "-at"], name="review_latest")]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.at:%Y-%m-%d}"
