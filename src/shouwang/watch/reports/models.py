"""Reports as tickets, their history, what households think of the answer; numbers to call."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import BlindIndexField, EncryptedTextField
from shouwang.watch.registry.models import Household
from shouwang.watch.reports.rules import State

STATE_NAMES = {
    State.RECEIVED: _("待受理"),
    State.TAKEN_UP: _("已受理"),
    State.AT_WORK: _("村里在办"),
    State.WITH_TOWNSHIP: _("乡镇在办"),
    State.WITH_COUNTY: _("县里在办"),
    State.ANSWERED: _("已答复"),
    State.CLOSED: _("已办结"),
    State.DISMISSED: _("不属受理范围"),
    State.JOINED: _("已并入原件"),
}


class Channel(models.TextChoices):
    """How a report came."""

    PAGE = "page", _("扫码自报")
    PROXY = "proxy", _("他人代报")
    HOTLINE = "hotline", _("县热线")
    NATIONAL = "national", _("12317转来")
    COUNTER = "counter", _("窗口、上门")


class Report(models.Model):
    """One trouble that a household, or somebody for it, reported. The browser makes its id.

    Whoever reports inserts the row and cannot read it; no column has a default in the database,
    for then PostgreSQL would have to give the row back. `case` is the number of its case, `holder`
    the kind of duty that has it. Wiped some time after it was closed: the personal fields may be
    null.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    receipt = models.CharField(_("回执号"), max_length=12, unique=True)
    channel = models.CharField(_("来源"), max_length=8, choices=Channel.choices)
    category = models.CharField(_("困难"), max_length=20)
    region_code = models.CharField(_("所在村"), max_length=12)
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, related_name="reports", db_constraint=False
    )
    name = EncryptedTextField(_("姓名"), null=True)
    telephone = EncryptedTextField(_("电话"), null=True)
    telephone_blind = BlindIndexField(of="telephone", null=True)
    words = EncryptedTextField(_("情况"), null=True)
    proxy_name = EncryptedTextField(_("代报人"), null=True)
    proxy_telephone = EncryptedTextField(_("代报人电话"), null=True)
    same = models.CharField(max_length=32, blank=True)  # keyed digest of who and which trouble
    call_first = models.BooleanField(_("先打电话核实"), default=False)
    at = models.DateTimeField(_("申报时间"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("登记人"),
    )
    state = models.CharField(
        _("进度"), max_length=16, choices=[(one.value, name) for one, name in STATE_NAMES.items()]
    )
    holder = models.CharField(_("由谁办理"), max_length=20, blank=True)
    due_on = models.DateField(_("期限"), null=True)
    case = models.UUIDField(null=True)
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined")
    answer = EncryptedTextField(_("答复"), null=True)
    answered_on = models.DateField(_("答复日期"), null=True)
    closed_on = models.DateField(_("办结日期"), null=True)
    clue = models.BigIntegerField(_("线索"), null=True)

    class Meta:
        verbose_name = _("申报")
        indexes = [
            models.Index(fields=["region_code", "state", "due_on"], name="report_place_due"),
            models.Index(fields=["region_code", "-at"], name="report_place_newest"),
            models.Index(fields=["same", "-at"], name="report_same"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["id", "region_code"], name="report_with_place"),
            models.CheckConstraint(
                condition=models.Q(receipt__regex=r"^\d{12}$"), name="report_receipt_shape"
            ),
            models.CheckConstraint(
                condition=models.Q(region_code__regex=r"^\d{12}$"), name="report_region_shape"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in State]),
                name="report_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["received", "joined"]) | models.Q(case__isnull=False),
                name="report_at_work_has_case",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="answered") | models.Q(answered_on__isnull=False),
                name="report_answered_on",
            ),
            models.CheckConstraint(
                condition=models.Q(state="joined", joined_to__isnull=False)
                | (~models.Q(state="joined") & models.Q(joined_to__isnull=True)),
                name="report_joined_to_another",
            ),
        ]

    def __str__(self) -> str:
        return self.receipt


class ReportEvent(models.Model):
    """What happened to a report after it was received; the client makes the id. Only added to."""

    id = models.UUIDField(primary_key=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="events", db_constraint=False)
    region_code = models.CharField(max_length=12)
    way = models.CharField(max_length=20)  # of the procedure; take_up and link besides
    state = models.CharField(max_length=16)
    to_place = models.CharField(max_length=12, blank=True)
    words = EncryptedTextField(_("说明"), null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("申报经过")
        indexes = [models.Index(fields=["report", "at"], name="report_event_at")]


class Rating(models.Model):
    """Whether the answer satisfies, said by whoever holds the receipt; only added to."""

    id = models.UUIDField(primary_key=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="ratings", db_constraint=False)
    region_code = models.CharField(max_length=12)
    satisfied = models.BooleanField(_("满意"))
    words = EncryptedTextField(_("说明"), null=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("申报满意度")


class Attempt(models.Model):
    """A report or a look-up that came: what the limits count. It names nobody."""

    class Kind(models.TextChoices):
        REPORT = "report", _("申报")
        WRONG = "wrong", _("查询未对上")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    address = models.GenericIPAddressField(_("地址"), null=True)
    key = models.CharField(max_length=32, blank=True)  # digest of the telephone or the receipt
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("申报来路")
        indexes = [
            models.Index(fields=["kind", "address", "at"], name="attempt_address_at"),
            models.Index(fields=["kind", "key", "at"], name="attempt_key_at"),
        ]


class Hotline(models.Model):
    """The number that a county answers, from an instant on; the newest counts. Only added to."""

    region_code = models.CharField(_("县"), max_length=12)
    number = models.CharField(_("热线电话"), max_length=30)
    hours = models.CharField(_("接听时间"), max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("录入时间"))

    class Meta:
        verbose_name = _("县热线")
        indexes = [models.Index(fields=["region_code", "-at", "-id"], name="hotline_newest")]
