"""How each order line was split, what that moved, and what was handed to the bank."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shouwang.market.supply.models import Batch

MOST_HALF_DAYS = 20  # ten people of a household on one day


class Stage(models.TextChoices):
    """What a split is about: goods paid for, or goods delivered whose time for returns is over."""

    CONTRACTED = "contracted", _("已签约")
    DELIVERED = "delivered", _("已结算")


class Run(models.Model):
    """One step of settling: so many lines in one transaction. `is_complete`: none was left over."""

    stage = models.CharField(_("阶段"), max_length=10, choices=Stage.choices)
    at = models.DateTimeField(_("时间"))
    lines = models.PositiveIntegerField(_("订单行数"))
    net_fen = models.BigIntegerField(_("货款（分）"))
    households_fen = models.BigIntegerField(_("农户所得（分）"))
    is_complete = models.BooleanField(_("已全部处理"))

    class Meta:
        verbose_name = _("结算批次")
        indexes = [models.Index(fields=["stage", "-at"], name="settlement_run_newest")]


class Ripening(models.Model):
    """A line that arrived and is not settled: the queue that the clock works off.

    A trigger of the order lines puts it in, settling takes it out: a narrow row goes, and the wide
    one with its five indexes is not written again.
    """

    line = models.UUIDField(primary_key=True, editable=False)
    supplier = models.UUIDField(_("供货主体"))
    delivered_at = models.DateTimeField(_("收完时间"))

    class Meta:
        verbose_name = _("待结算的订单行")
        indexes = [models.Index(fields=["delivered_at"], name="ripening_oldest")]

    def __str__(self) -> str:
        return str(self.line)


class Workday(models.Model):
    """That members of a household worked on a batch, in half days; a correction replaces another.

    Only added, and only until a line of the batch is settled: a trigger refuses it later. A
    correction to nothing strikes the entry out.
    """

    class Task(models.TextChoices):
        """What was worked on."""

        PICKING = "picking", _("采摘")
        SORTING = "sorting", _("分拣")
        PACKING = "packing", _("包装")
        OTHER = "other", _("其他")

    id = models.UUIDField(primary_key=True, editable=False)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="workdays", db_index=False)
    link = models.UUIDField(_("供货链接"))
    task = models.CharField(_("做什么"), max_length=8, choices=Task.choices)
    on = models.DateField(_("日期"))
    half_days = models.PositiveSmallIntegerField(_("半天数"))
    replaces = models.OneToOneField(
        "self", models.PROTECT, related_name="replaced_by", null=True, editable=False
    )
    by = models.ForeignKey(
        "members.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("录入时间"))

    class Meta:
        verbose_name = _("务工记录")
        indexes = [
            models.Index(fields=["batch", "link"], name="workday_of_batch"),
            models.Index(fields=["link", "-on"], name="workday_of_link"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(task__in=["picking", "sorting", "packing", "other"]),
                name="workday_task_known",
            ),
            models.CheckConstraint(
                condition=Q(half_days__gt=0) | Q(replaces__isnull=False),
                name="workday_of_some_time",
            ),
            models.CheckConstraint(
                condition=Q(half_days__lte=MOST_HALF_DAYS), name="workday_within_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.half_days}"

    @property
    def days(self) -> Decimal:
        """As people count them."""
        return Decimal(self.half_days) / 2


class Split(models.Model):
    """How the money of one order line is split; a refund adds a version with what is left.

    `net_fen` is what the buyer pays for the line and does not get back. Of it the market takes its
    fee, the households the share their supplier agreed to for their goods and the wages for work
    on the batch, the supplier the rest. `gate_fen_kg` is the price at the farm gate that counted.
    `line` is the order line's number: a million lines are written at once, so no foreign key asks
    for each.
    """

    run = models.ForeignKey(
        Run, models.PROTECT, related_name="splits", db_constraint=False, db_index=False
    )
    line = models.UUIDField(_("订单行"))
    stage = models.CharField(_("阶段"), max_length=10, choices=Stage.choices)
    version = models.PositiveSmallIntegerField(_("版本"))
    supplier = models.UUIDField(_("供货主体"))
    net_fen = models.BigIntegerField(_("货款（分）"))
    grams = models.BigIntegerField(_("重量（克）"))
    households_fen = models.BigIntegerField(_("农户所得（分）"))
    wages_fen = models.BigIntegerField(_("务工报酬（分）"), default=0, db_default=0)
    fee_fen = models.BigIntegerField(_("服务费（分）"))
    share_per_mille = models.PositiveSmallIntegerField(_("农户分成（‰）"))
    wage_per_mille = models.PositiveSmallIntegerField(_("务工报酬（‰）"), default=0, db_default=0)
    fee_per_mille = models.PositiveSmallIntegerField(_("服务费率（‰）"))
    batch_grams = models.BigIntegerField(_("批次总重（克）"))
    batch_half_days = models.BigIntegerField(_("批次用工（半天）"), default=0, db_default=0)
    gate_fen_kg = models.BigIntegerField(_("地头价（分/千克）"), default=0, db_default=0)
    ordered_on = models.DateField(_("下单日期"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("订单行分账")
        constraints = [
            models.UniqueConstraint(fields=["line", "stage", "version"], name="split_version_once"),
            models.CheckConstraint(
                condition=Q(net_fen__gte=F("households_fen") + F("wages_fen") + F("fee_fen"))
                & Q(households_fen__gte=0, wages_fen__gte=0, fee_fen__gte=0, grams__gte=0),
                name="split_within_net",
            ),
        ]

    @property
    def supplier_fen(self) -> int:
        """What is left for the supplier."""
        return self.net_fen - self.households_fen - self.wages_fen - self.fee_fen


class Share(models.Model):
    """What of a split falls to one link, by the weight it brought into the batch.

    A wage (`is_wage`) falls to it by the half days it worked on the batch, which are then `weight`;
    it is of no goods, so its grams are none. `fen` is cut down to whole fen; `has_odd_fen` says
    that the share got one of those left over. `delta_fen` and `delta_grams` are the difference from
    the version before. `is_withheld`: the household withdrew before the order, so the supplier
    keeps its part.
    """

    run = models.ForeignKey(
        Run, models.PROTECT, related_name="shares", db_constraint=False, db_index=False
    )
    line = models.UUIDField(_("订单行"))
    stage = models.CharField(_("阶段"), max_length=10, choices=Stage.choices)
    version = models.PositiveSmallIntegerField(_("版本"))
    link = models.UUIDField(_("供货链接"))
    is_wage = models.BooleanField(_("务工报酬"), default=False, db_default=False)
    weight = models.BigIntegerField(_("交售重量（克）"))
    fen = models.BigIntegerField(_("所得（分）"))
    grams = models.BigIntegerField(_("重量（克）"))
    delta_fen = models.BigIntegerField(_("变动（分）"))
    delta_grams = models.BigIntegerField(_("变动（克）"))
    has_odd_fen = models.BooleanField(_("含尾差一分"))
    is_withheld = models.BooleanField(_("已撤回，不计"))

    class Meta:
        verbose_name = _("农户分成")
        indexes = [models.Index(fields=["line"], name="share_of_line")]
        constraints = [
            models.CheckConstraint(
                condition=Q(fen__gte=0, grams__gte=0, weight__gt=0), name="share_not_below_zero"
            )
        ]


class FreightRelease(models.Model):
    """The freight of a supplier's part, released once, with the first of its lines."""

    part = models.UUIDField(primary_key=True, editable=False)
    run = models.ForeignKey(
        Run, models.PROTECT, related_name="freights", db_constraint=False, db_index=False
    )
    supplier = models.UUIDField(_("供货主体"))
    fen = models.BigIntegerField(_("运费（分）"))

    class Meta:
        verbose_name = _("运费结算")


class Payout(models.Model):
    """A numbered list for the bank: drawn up by one person of the operator, approved by another."""

    class State(models.TextChoices):
        """Where it stands."""

        DRAWN_UP = "drawn_up", _("待复核")
        APPROVED = "approved", _("已复核")
        DROPPED = "dropped", _("已作废")

    id = models.UUIDField(primary_key=True, editable=False)
    number = models.PositiveIntegerField(_("编号"), unique=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default="drawn_up")
    drawn_up_by = models.ForeignKey("members.Member", models.PROTECT, related_name="+")
    drawn_up_at = models.DateTimeField(_("制表时间"))
    decided_by = models.ForeignKey("members.Member", models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(_("复核时间"), null=True)

    class Meta:
        verbose_name = _("付款表")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["drawn_up", "approved", "dropped"]),
                name="payout_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("drawn_up_by"))),
                name="payout_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number:06}"


class PayoutLine(models.Model):
    """One payment to one payee; until the bank answers the amount is held in the books.

    A household is paid for its goods and for its work by two payments: the bank names them apart.
    """

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("待银行回盘")
        ACCEPTED = "accepted", _("已到账")
        FAILED = "failed", _("付款失败")

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="lines")
    place = models.PositiveIntegerField(_("序号"))
    account = models.TextField(_("账户"))
    payee = models.CharField(_("收款编号"), max_length=40)
    name = models.CharField(_("收款方"), max_length=100)
    fen = models.BigIntegerField(_("金额（分）"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default="waiting")
    reason = models.CharField(_("原因"), max_length=120, blank=True)
    answered_at = models.DateTimeField(_("回盘时间"), null=True)

    class Meta:
        verbose_name = _("付款明细")
        constraints = [
            models.UniqueConstraint(fields=["payout", "place"], name="payout_line_place"),
            models.UniqueConstraint(fields=["payout", "account"], name="payout_line_payee_once"),
            models.CheckConstraint(condition=Q(fen__gt=0), name="payout_line_pays"),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_at=None)
                | Q(state__in=["accepted", "failed"], answered_at__isnull=False),
                name="payout_line_answered",
            ),
        ]

    @property
    def purpose(self) -> str:
        """What is paid for, as the bank writes it down."""
        return str(_("务工报酬") if self.account.startswith("payable:wage:") else _("货款"))
