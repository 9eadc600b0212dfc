"""A file that somebody handed over, on its way into the registry."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import EncryptedTextField
from shouwang.watch.registry.models import Source


class State(models.TextChoices):
    """Where a batch stands. Before `merged` nothing in the registry has changed."""

    QUEUED = "queued", _("等待检查")
    CHECKING = "checking", _("检查中")
    CHECKED = "checked", _("待合并")
    STOPPED = "stopped", _("问题过多")
    FAILED = "failed", _("没有完成")
    ASKED = "asked", _("等待合并")
    MERGING = "merging", _("合并中")
    MERGED = "merged", _("已合并")
    REJECTED = "rejected", _("已退回")


OPEN = (State.QUEUED, State.CHECKING, State.CHECKED, State.STOPPED, State.ASKED, State.MERGING)
REJECTABLE = frozenset({State.CHECKED, State.STOPPED, State.FAILED, State.QUEUED})


class ImportBatch(models.Model):
    """One file handed over by one person for one place: staged, checked, merged or rejected.

    Nothing in the registry changes before it is merged, and then all of it at once. `as_of` is the
    day on which its contents are true. `digest` says which difference was shown to whoever decides:
    when the registry has changed since, the merge stops and the new difference is shown.
    """

    layout = models.CharField(_("清单"), max_length=20)
    region_code = models.CharField(_("范围"), max_length=12)
    file_name = models.CharField(_("文件"), max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(_("大小（字节）"), default=0)
    as_of = models.DateField(_("截止日期"))
    # the month that a department's list reports, its first day
    period = models.DateField(_("所属月份"), null=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.QUEUED)
    percent = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(_("进度"), max_length=100, blank=True)
    refusal = models.TextField(_("原因"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("上传时间"), db_default=Now())
    checked_at = models.DateTimeField(_("检查时间"), null=True)
    merge_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    merged_at = models.DateTimeField(_("合并时间"), null=True)
    rejected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    rejected_at = models.DateTimeField(_("退回时间"), null=True)
    reason = models.CharField(_("退回原因"), max_length=200, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="+")
    rows = models.PositiveIntegerField(_("行数"), default=0)
    refused = models.PositiveIntegerField(_("有误"), default=0)
    duplicated = models.PositiveIntegerField(_("重复"), default=0)
    unmatched = models.PositiveIntegerField(_("未匹配"), default=0)
    new = models.PositiveIntegerField(_("新增"), default=0)
    changed = models.PositiveIntegerField(_("变更"), default=0)
    same = models.PositiveIntegerField(_("无变化"), default=0)
    counts = models.JSONField(_("问题分类"), default=dict)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("导入批次")
        db_table = "intake_batch"  # the field's own word for a batch is one of produce
        indexes = [
            models.Index(fields=["region_code", "-id"], name="batch_place_latest"),
            models.Index(fields=["by", "-id"], name="batch_own_latest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["id", "region_code"], name="batch_with_place"),
            models.UniqueConstraint(
                fields=["by", "layout", "region_code", "sha256"],
                condition=models.Q(state__in=[state.value for state in OPEN]),
                name="batch_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="batch_state_known"
            ),
            models.CheckConstraint(condition=models.Q(percent__lte=100), name="batch_percent"),
            models.CheckConstraint(
                condition=~models.Q(state="merged")
                | models.Q(merged_at__isnull=False, source__isnull=False),
                name="batch_merged_has_source",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="rejected") | ~models.Q(reason=""),
                name="batch_rejected_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.layout} {self.pk}"

    @property
    def under_way(self) -> bool:
        """Whether the program is at work on it, so that the page asks again."""
        return self.state in {State.QUEUED, State.CHECKING, State.ASKED, State.MERGING}


class BatchFinding(models.Model):
    """One thing that is wrong or doubtful in a row; the first of them, the report has them all.

    `value` is as written, masked where the column is sensitive.
    """

    batch = models.ForeignKey(
        ImportBatch, models.CASCADE, related_name="findings", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    sheet = models.CharField(_("工作表"), max_length=60, blank=True)
    row = models.PositiveIntegerField(_("行号"))
    column = models.CharField(_("列"), max_length=60, blank=True)
    value = models.CharField(_("填写内容"), max_length=120, blank=True)
    code = models.CharField(max_length=40)
    reason = models.CharField(_("问题"), max_length=400)
    weight = models.CharField(_("程度"), max_length=8)

    class Meta:
        verbose_name = _("批次问题")
        indexes = [models.Index(fields=["batch", "code"], name="batch_finding_code")]


class BatchDifference(models.Model):
    """What a merge would change in a field: the first of them, for whoever decides.

    Values are encrypted and, where the field is sensitive, masked before that.
    """

    batch = models.ForeignKey(
        ImportBatch, models.CASCADE, related_name="differences", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    row = models.PositiveIntegerField(_("行号"))
    household = models.CharField(_("户编号"), max_length=32)
    whose = EncryptedTextField(_("姓名"), null=True)
    field = models.CharField(_("项目"), max_length=60)
    before = EncryptedTextField(_("变更前"), null=True)
    after = EncryptedTextField(_("变更后"), null=True)

    class Meta:
        verbose_name = _("批次差异")
