"""What people keep of lists: named filters, what they did to many rows, files they asked for.

And the counts that the dashboards draw, so that a page reads a few hundred rows and never counts
seven hundred thousand people.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class SavedFilter(models.Model):
    """A filter of a list under a name of one's own; `query` is what stands behind the `?`."""

    class List(models.TextChoices):
        HOUSEHOLDS = "households", _("农户")
        CLUES = "clues", _("线索")

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters"
    )
    list = models.CharField(_("清单"), max_length=12, choices=List.choices)
    name = models.CharField(_("名称"), max_length=30)
    query = models.CharField(_("筛选条件"), max_length=1000)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("常用筛选")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "list", "name"], name="saved_filter_name_once"
            )
        ]


class Tagging(models.Model):
    """A word put on many households, or taken off them, in one act: what its undoing needs.

    `households` are those that the act changed, so that undoing leaves earlier tags alone.
    """

    region_code = models.CharField(_("范围"), max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    word = models.CharField(_("标签"), max_length=20)
    added = models.BooleanField(_("加上"))
    households = ArrayField(models.BigIntegerField())
    done_at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("批量标签")


class Export(models.Model):
    """A long list asked for as a file: written by the worker, fetched by whoever asked."""

    class State(models.TextChoices):
        QUEUED = "queued", _("排队中")
        RUNNING = "running", _("进行中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("未完成")

    region_code = models.CharField(_("范围"), max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    list = models.CharField(_("清单"), max_length=12)
    form = models.CharField(_("格式"), max_length=4, choices=[("xlsx", "Excel"), ("csv", "CSV")])
    query = models.CharField(_("筛选条件"), max_length=1000, blank=True)
    prefixes = ArrayField(models.CharField(max_length=12))
    language = models.CharField(max_length=8, default="zh-hans")
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    rows = models.PositiveIntegerField(_("行数"), default=0)
    total = models.PositiveIntegerField(default=0)
    file = models.CharField(max_length=100, blank=True)
    refusal = models.CharField(_("原因"), max_length=200, blank=True)
    asked_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("导出")
        indexes = [models.Index(fields=["by", "-id"], name="export_newest")]


class PlaceFigure(models.Model):
    """One figure of one place as the nightly count found it: part `part` of the topic `topic`.

    A village, its township and its county each have their row, so that a page of any of them
    reads its own rows and adds nothing up. `value` counts households or persons, or is fen.
    """

    region_code = models.CharField(max_length=12)
    topic = models.CharField(max_length=20)
    part = models.CharField(max_length=40)
    value = models.BigIntegerField()
    counted_on = models.DateField()

    class Meta:
        verbose_name = _("构成数字")
        constraints = [
            models.UniqueConstraint(
                fields=["region_code", "topic", "part"], name="place_figure_once"
            )
        ]
