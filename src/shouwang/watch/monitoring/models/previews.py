"""What a person asked to see beforehand: a candidate value, and what it would change."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.watch.monitoring.models.screening import ScreeningRun


class PolicyPreview(models.Model):
    """One look at a candidate value of a parameter: the form as typed, the work, the result."""

    class State(models.TextChoices):
        QUEUED = "queued", _("排队中")
        RUNNING = "running", _("进行中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("未完成")

    region_code = models.CharField(_("范围"), max_length=12)
    parameter = models.CharField(_("参数"), max_length=80)
    value = models.BigIntegerField(_("数值"))
    # the fields of the form as text, so that it can be found again as it was left
    typed = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    step = models.CharField(_("进度"), max_length=100, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    refusal = models.TextField(_("原因"), blank=True)
    finished_at = models.DateTimeField(null=True)
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
