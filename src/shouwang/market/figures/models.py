"""Which units agreed to be named, and the numbers on the front page."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shouwang.market.orders.models import Unit


class UnitNaming(models.Model):
    """A unit agreed to stand in the list of buyers under its name; until it takes that back."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(_("同意时间"))
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)
    by = models.ForeignKey("members.Member", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("同意公开名称的单位")
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(withdrawn_at=None), name="unit_named_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("agreed_at")),
                name="unit_naming_ends_after_begin",
            ),
        ]


class Headline(models.Model):
    """A number that every front page shows; counted by the clock, since it reads all sales."""

    name = models.CharField(max_length=30, primary_key=True)
    value = models.BigIntegerField()
    counted_at = models.DateTimeField(_("统计时间"))

    class Meta:
        verbose_name = _("首页数字")
