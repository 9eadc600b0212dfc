"""The columns of work that the worker does in the background."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Work(models.Model):
    """Something long about a place: how far it is, and how it ended.

    `step` says what is being done now; `refusal` is the sentence for people when it failed.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("排队中")
        RUNNING = "running", _("进行中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("未完成")

    region_code = models.CharField(_("范围"), max_length=12)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    step = models.CharField(_("进度"), max_length=100, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    refusal = models.TextField(_("原因"), blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def is_under_way(self) -> bool:
        """Whether it waits or is being done."""
        return self.state in UNDER_WAY


class Run(Work):
    """Work over a whole place, one at a time there: a constraint of each table says so.

    Every table adds `as_of`, the day looked at, and `trigger`, what asked for it.
    """

    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    requested_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def seconds(self) -> int | None:
        """How long it took; None while it lasts."""
        if self.started_at is None or self.finished_at is None:
            return None
        return round((self.finished_at - self.started_at).total_seconds())


UNDER_WAY = (Work.State.QUEUED, Work.State.RUNNING)
