"""Published or derived figures about a place, each with its source."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Statistic(models.Model):
    """One figure of one place and year, a number or words.

    `derived` marks what is computed, not published.
    """

    region_code = models.CharField(max_length=12)
    key = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField(null=True)
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    text = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=20)
    label = models.CharField(max_length=100)
    label_en = models.CharField(max_length=100, blank=True)
    source = models.CharField(max_length=200)
    derived = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("统计数字")
        constraints = [
            models.UniqueConstraint(
                fields=["region_code", "key", "year"], name="statistic_once", nulls_distinct=False
            )
        ]
