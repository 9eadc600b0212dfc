"""What a person asked to see beforehand: a candidate value, and what it would change."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.work import Work
from shouwang.watch.monitoring.models.screening import ScreeningRun


class PolicyPreview(Work):
    """One look at a candidate value of a parameter: the form as typed, the work, the result."""

    parameter = models.CharField(_("参数"), max_length=80)
    value = models.BigIntegerField(_("数值"))
    # the fields of the form as text, so that it can be found again as it was left
    typed = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    # whose facts were looked at
    run = models.ForeignKey(ScreeningRun, models.CASCADE, null=True, related_name="+")
    result = models.JSONField(null=True)

    class Meta:
        verbose_name = _("政策试算")
        constraints = [
            models.UniqueConstraint(
                fields=["asked_by", "parameter", "region_code"],
                name="preview_one_a_person",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="done")
                | models.Q(result__isnull=False, run__isnull=False),
                name="preview_done_has_result",
            ),
            models.CheckConstraint(condition=models.Q(percent__lte=100), name="preview_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.parameter} {self.value}"
