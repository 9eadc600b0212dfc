"""How each order line was split, what that moved, and what was handed to the bank."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


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


class Split(models.Model):
    """How the money of one order line is split; a refund adds a version with what is left.

    `net_fen` is what the buyer pays for the line and does not get back. Of it the market takes its
    fee, the households the share their supplier agreed to, the supplier the rest. `line` is the
    order line's number: a million lines are written at once, so no foreign key asks for each.
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
    fee_fen = models.BigIntegerField(_("服务费（分）"))
    share_per_mille = models.PositiveSmallIntegerField(_("农户分成（‰）"))
    fee_per_mille = models.PositiveSmallIntegerField(_("服务费率（‰）"))
    batch_grams = models.BigIntegerField(_("批次总重（克）"))
    ordered_on = models.DateField(_("下单日期"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("订单行分账")
        constraints = [
            models.UniqueConstraint(fields=["line", "stage", "version"], name="split_version_once"),
            models.CheckConstraint(
                condition=Q(net_fen__gte=F("households_fen") + F("fee_fen"))
                & Q(households_fen__gte=0, fee_fen__gte=0, grams__gte=0),
                name="split_within_net",
            ),
        ]

    @property
    def supplier_fen(self) -> int:
        """What is left for the supplier."""
        return self.net_fen - self.households_fen - self.fee_fen


class Share(models.Model):
    """What of a split falls to one link, by the weight it brought into the batch.

    `fen` is cut down to whole fen; `has_odd_fen` says that the share got one of those left over.
    `delta_fen` and `delta_grams` are the difference from the version before. `is_withheld`: the
    household withdrew before the order, so the supplier keeps its part.
    """

    run = models.ForeignKey(
        Run, models.PROTECT, related_name="shares", db_constraint=False, db_index=False
    )
    line = models.UUIDField(_("订单行"))
    stage = models.CharField(_("阶段"), max_length=10, choices=Stage.choices)
    version = models.PositiveSmallIntegerField(_("版本"))
    link = models.UUIDField(_("供货链接"))
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
    """One payment to one payee; until the bank answers the amount is held in the books."""

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
