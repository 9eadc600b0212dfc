"""Papers and photos of a dossier; what was printed from it; printing that takes a while."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.watch.papers import rules
from shouwang.watch.registry.models import Household, Person


class PaperKind(models.TextChoices):
    """What a paper or photo is of."""

    HOUSE = "house", _("住房照片")
    WATER = "water", _("饮水照片")
    SCENE = "scene", _("其他照片")
    CERTIFICATE = "certificate", _("证件、证明")
    APPLICATION = "application", _("申请书、授权书")
    VISIT = "visit", _("走访、签字材料")
    OTHER = "other", _("其他材料")


class Paper(models.Model):
    """A paper or photo of a household. The file lies in the vault under its digest.

    A removed paper keeps its row and its file, so that the removal can be undone.
    """

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="papers", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("成员")
    )
    kind = models.CharField(_("种类"), max_length=12, choices=PaperKind.choices)
    title = models.CharField(_("名称"), max_length=80)
    taken_on = models.DateField(_("拍摄或签署日期"), null=True)
    media_type = models.CharField(_("格式"), max_length=20)
    size = models.PositiveIntegerField(_("大小（字节）"))
    sha256 = models.CharField(_("摘要"), max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("上传时间"), db_default=Now())
    removed_at = models.DateTimeField(_("移除时间"), null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    removed_reason = models.CharField(_("移除原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("材料")
        indexes = [
            models.Index(fields=["household", "-at"], name="paper_newest"),
            models.Index(fields=["sha256"], name="paper_sha256"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "sha256"],
                condition=models.Q(removed_at__isnull=True),
                name="paper_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=PaperKind.values), name="paper_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(removed_at__isnull=True)
                | (models.Q(removed_by__isnull=False) & ~models.Q(removed_reason="")),
                name="paper_removed_with_reason",
            ),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="paper_not_empty"),
        ]

    @property
    def is_photo(self) -> bool:
        """Whether it has a small picture to show."""
        return self.media_type == rules.JPEG


class Enclosure(models.Model):
    """A file that belongs to the business of a place and to no household; only added.

    What it proves says the row that names it. The file lies in the vault under its digest.
    """

    region_code = models.CharField(max_length=12)
    media_type = models.CharField(_("格式"), max_length=20)
    size = models.PositiveIntegerField(_("大小（字节）"))
    sha256 = models.CharField(_("摘要"), max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("上传时间"))

    class Meta:
        verbose_name = _("附件")
        indexes = [models.Index(fields=["sha256"], name="enclosure_sha256")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(region_code__regex=r"^\d{12}$"), name="enclosure_region_shape"
            ),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="enclosure_not_empty"),
        ]

    @property
    def is_photo(self) -> bool:
        """Whether a browser shows it; else it is downloaded."""
        return self.media_type == rules.JPEG


class SheetKind(models.TextChoices):
    """What was printed."""

    CARD = "card", _("户卡")
    HANDBOOK = "handbook", _("帮扶手册")
    COVER = "cover", _("档案盒封面")
    LABEL = "label", _("档案盒侧标签")
    ROLL = "roll", _("花名册")
    APPLICATION = "application", _("申请书暨核对授权书")
    MINUTES = "minutes", _("民主评议会议记录")
    NOTICE = "notice", _("公示")
    ANNOUNCEMENT = "announcement", _("公告")
    EXIT_NOTICE = "exit_notice", _("退出或风险消除通知书")
    PLAN = "plan", _("帮扶计划")


class Verification(models.Model):
    """What anybody who holds a printed paper may learn of it: kind, date, office. Nothing personal.

    It refers to no household and no place below the county, so it needs no row security.
    """

    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=12, choices=SheetKind.choices)
    county = models.CharField(max_length=6)
    office = models.CharField(_("制发单位"), max_length=80)
    printed_on = models.DateField(_("制发日期"))

    class Meta:
        verbose_name = _("验真")

    @property
    def number(self) -> str:
        """The number on the paper; needs the row to be saved."""
        return rules.number(self.county, self.printed_on, self.pk)


class Printing(models.Model):
    """A paper that was printed: of which household or place, as of which day, by whom, when."""

    verification = models.OneToOneField(Verification, models.PROTECT, related_name="printing")
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, related_name="printings", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    as_of = models.DateField(_("数据日期"))
    shape = models.CharField(_("格式"), max_length=4)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("打印时间"), db_default=Now())

    class Meta:
        verbose_name = _("打印记录")
        indexes = [models.Index(fields=["household", "-at"], name="printing_newest")]


class PrintJob(models.Model):
    """Printing of many papers in the background. `file` is the digest of what it made."""

    class State(models.TextChoices):
        QUEUED = "queued", _("排队中")
        RUNNING = "running", _("进行中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("未完成")

    region_code = models.CharField(_("范围"), max_length=12)
    kind = models.CharField(max_length=12, choices=SheetKind.choices)
    shape = models.CharField(max_length=4)
    categories = ArrayField(models.CharField(max_length=20), default=list)
    as_of = models.DateField(_("数据日期"))
    address = models.CharField(_("验真网址"), max_length=200)
    office = models.CharField(_("制发单位"), max_length=80)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    refusal = models.CharField(_("原因"), max_length=300, blank=True)
    file = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("批量打印")
        indexes = [models.Index(fields=["region_code", "-id"], name="printjob_newest")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="done") | ~models.Q(file=""),
                name="printjob_done_has_file",
            ),
        ]
