"""What is posted in the village, for whom to see and until when, and what was said against it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import EncryptedTextField
from shouwang.procedures.models import Case
from shouwang.watch.papers.models import Paper
from shouwang.watch.reviews.models.meeting import Meeting


class NoticeKind(models.TextChoices):
    """A list that may be objected to, or one of what was decided."""

    NOTICE = "notice", _("公示")
    ANNOUNCEMENT = "announcement", _("公告")


class NoticeState(models.TextChoices):
    """Where a notice stands."""

    DRAFT = "draft", _("待张贴")
    POSTED = "posted", _("已张贴")
    DOWN = "down", _("已取下")


class Notice(models.Model):
    """A list of a village's cases, posted. `number` counts in village, year and kind.

    `ends_on` is the last day as it stood on the paper; None where it could not be worked out. How
    long a name is shown on the public page is decided by its case, not by this.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    region_code = models.CharField(_("村"), max_length=12)
    kind = models.CharField(max_length=12, choices=NoticeKind.choices)
    state = models.CharField(
        _("状态"), max_length=8, choices=NoticeState.choices, default=NoticeState.DRAFT
    )
    procedure = models.CharField(_("程序"), max_length=60)
    matter = models.CharField(_("事由"), max_length=100)
    step = models.CharField(max_length=60)  # the step whose cases it shows
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, related_name="notices", db_constraint=False
    )
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(_("文号"), max_length=60)
    village = models.CharField(_("村名"), max_length=80)
    posted_on = models.DateField(_("张贴日期"))
    ends_on = models.DateField(_("公示至"), null=True)
    taken_down_on = models.DateField(_("取下日期"), null=True)
    where = models.CharField(_("张贴地点"), max_length=60)
    contact = models.CharField(_("意见受理单位和电话"), max_length=120)
    code = models.CharField(max_length=10, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("公示公告")
        indexes = [
            models.Index(fields=["region_code", "state", "-posted_on"], name="notice_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["id", "region_code"], name="notice_with_place"),
            models.UniqueConstraint(
                fields=["region_code", "kind", "year", "serial"], name="notice_number_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("posted_on")),
                name="notice_ends_later",
            ),
            models.CheckConstraint(
                condition=Q(state="down", taken_down_on__gte=models.F("posted_on"))
                | Q(state__in=["draft", "posted"], taken_down_on=None),
                name="notice_taken_down_later",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=NoticeKind.values), name="notice_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Listed(models.Model):
    """One line of a notice: name, group and kind of reason as posted, and nothing else."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="lines", db_constraint=False)
    region_code = models.CharField(max_length=12)
    case = models.ForeignKey(Case, models.PROTECT, related_name="notice_lines")
    sequence = models.PositiveSmallIntegerField(_("序号"))
    name = models.CharField(_("户主"), max_length=40)
    group = models.CharField(_("村民小组"), max_length=40, blank=True)
    reason = models.CharField(_("原因类别"), max_length=40)
    photo = models.ForeignKey(
        Paper, models.PROTECT, null=True, related_name="+", db_index=False,
        verbose_name=_("张贴照片"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("公示名单")
        ordering = ("sequence",)
        constraints = [
            models.UniqueConstraint(fields=["notice", "case"], name="listed_once"),
        ]


class Objection(models.Model):
    """What somebody said against a name on a notice; who said it may stay unnamed."""

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="objections")
    notice = models.ForeignKey(
        Notice, models.PROTECT, null=True, related_name="objections", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    said_on = models.DateField(_("提出日期"))
    objector = EncryptedTextField(_("提出人"), null=True)
    words = EncryptedTextField(_("异议内容"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("异议")
        indexes = [models.Index(fields=["region_code", "-said_on"], name="objection_newest")]


class Desk(models.Model):
    """Where a township or county hears objections: entered once, printed on every notice.

    Everyone reads it, for a village prints its township's; only its own place writes it.
    """

    region_code = models.CharField(_("地区"), max_length=12, unique=True)
    office = models.CharField(_("受理单位"), max_length=60)
    telephone = models.CharField(_("电话"), max_length=30)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("异议受理电话")
        constraints = [
            models.CheckConstraint(condition=~Q(telephone=""), name="desk_has_telephone"),
        ]
