"""A meeting that reviews cases: who was called and came, what was put to the vote, who kept out."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import EncryptedTextField
from shouwang.procedures.models import Case


class MeetingKind(models.TextChoices):
    """Who meets."""

    VILLAGE = "village", _("村民主评议会")
    GROUP = "group", _("村民小组评议会")


class MeetingState(models.TextChoices):
    """Where a meeting stands: its minutes are open, closed, or it never took place."""

    DRAFT = "draft", _("草稿")
    HELD = "held", _("已办结")
    DROPPED = "dropped", _("已取消")


class Meeting(models.Model):
    """One meeting of a village. The client makes its number; `revision` counts its savings."""

    id = models.UUIDField(primary_key=True, editable=False)
    region_code = models.CharField(_("村"), max_length=12)
    kind = models.CharField(_("会议"), max_length=8, choices=MeetingKind.choices)
    state = models.CharField(
        _("状态"), max_length=8, choices=MeetingState.choices, default=MeetingState.DRAFT
    )
    revision = models.PositiveIntegerField(default=1)
    held_on = models.DateField(_("会议日期"))
    place = models.CharField(_("地点"), max_length=60)
    chair = EncryptedTextField(_("主持人"))
    recorder = EncryptedTextField(_("记录人"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("建立时间"), db_default=Now())
    concluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    concluded_at = models.DateTimeField(_("办结时间"), null=True)

    class Meta:
        verbose_name = _("评议会")
        indexes = [
            models.Index(fields=["region_code", "-held_on", "id"], name="meeting_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["id", "region_code"], name="meeting_with_place"),
            models.CheckConstraint(
                condition=Q(kind__in=MeetingKind.values), name="meeting_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state="held", concluded_at__isnull=False, concluded_by__isnull=False)
                | Q(state__in=["draft", "dropped"], concluded_at=None, concluded_by=None),
                name="meeting_held_by_somebody",
            ),
            models.CheckConstraint(condition=Q(revision__gte=1), name="meeting_revision"),
            models.CheckConstraint(
                condition=Q(region_code__regex=r"^\d{12}$"), name="meeting_region_shape"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_code} {self.held_on}"


class Representative(models.Model):
    """Somebody who was called to a meeting, by name, and whether they came."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="roll", db_constraint=False)
    region_code = models.CharField(max_length=12)
    sequence = models.PositiveSmallIntegerField(_("序号"))
    name = EncryptedTextField(_("姓名"))
    present = models.BooleanField(_("到会"), default=True)

    class Meta:
        verbose_name = _("评议代表")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "sequence"], name="representative_once"),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="representative_sequence"),
        ]


class ItemState(models.TextChoices):
    """Whether a case still waits on the agenda."""

    OPEN = "open", _("待表决")
    DONE = "done", _("已办理")
    OFF = "off", _("已移出")


class Item(models.Model):
    """A case on an agenda and its vote. A case is open on one agenda at most.

    `transition` is the way that the vote took; "" until then. `reason` is the kind of reason that
    a public list may carry, a code of the pack.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items", db_constraint=False)
    region_code = models.CharField(max_length=12)
    case = models.ForeignKey(Case, models.PROTECT, related_name="review_items")
    sequence = models.PositiveSmallIntegerField(_("序号"))
    state = models.CharField(max_length=4, choices=ItemState.choices, default=ItemState.OPEN)
    agree = models.PositiveSmallIntegerField(_("同意"), null=True)
    against = models.PositiveSmallIntegerField(_("反对"), null=True)
    abstain = models.PositiveSmallIntegerField(_("弃权"), null=True)
    chair = EncryptedTextField(_("本户主持人"), null=True)
    objections = EncryptedTextField(_("会上异议"), null=True)
    reason = models.CharField(_("原因类别"), max_length=20, blank=True)
    transition = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("评议事项")
        ordering = ("sequence",)
        constraints = [
            models.UniqueConstraint(fields=["meeting", "case"], name="item_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="open"), name="item_on_one_agenda"
            ),
            models.CheckConstraint(
                condition=Q(state="done", agree__isnull=False, against__isnull=False)
                & Q(abstain__isnull=False)
                & ~Q(transition="")
                | Q(state__in=["open", "off"], transition=""),
                name="item_done_by_vote",
            ),
            models.UniqueConstraint(fields=["id", "region_code"], name="item_with_place"),
        ]


class Recusal(models.Model):
    """Somebody of the roll who kept out of one vote, and why."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="recusals", db_constraint=False)
    region_code = models.CharField(max_length=12)
    representative = models.ForeignKey(
        Representative, models.CASCADE, related_name="recusals", db_index=False
    )
    reason = EncryptedTextField(_("回避原因"))

    class Meta:
        verbose_name = _("回避")
        constraints = [
            models.UniqueConstraint(fields=["item", "representative"], name="recusal_once"),
        ]
