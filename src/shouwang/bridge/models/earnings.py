"""Alarms of origin, and what each sale earned for which link."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.bridge.models.links import PLACE, Link, SupplierCard


class Alarm(models.Model):
    """Goods whose origin cannot be as it was said; the evidence as the market found it.

    `evidence` is a list of `{"label", "value"}` to read from top to bottom. The market writes it
    once; the watch writes who handled it, when, and in which words.
    """

    class Kind(models.TextChoices):
        MORE_THAN_GROWN = "more_than_grown", _("交售超过认证数量")
        MORE_THAN_HANDED_IN = "more_than_handed_in", _("销售超过收货数量")
        WITHDRAWN_LINK = "withdrawn_link", _("已撤回同意的农户仍有交售")
        WITHOUT_CERTIFICATE = "without_certificate", _("证书无效仍在销售")
        NEGATIVE_INCOME = "negative_income", _("退款多于当月收入")
        OTHER = "other", _("其他来源疑点")

    id = models.UUIDField(primary_key=True, editable=False)
    supplier = models.ForeignKey(SupplierCard, models.PROTECT, related_name="alarms")
    kind = models.CharField(_("类别"), max_length=20, choices=Kind.choices)
    region_code = models.CharField(_("地区"), max_length=12)
    evidence = models.JSONField(_("依据"), default=list)
    raised_at = models.DateTimeField(_("发现时间"))
    handled_at = models.DateTimeField(_("处理时间"), null=True)
    handled_by = models.BigIntegerField(_("处理人"), null=True)  # an account of the watch
    handled_words = models.CharField(
        _("处理意见"), max_length=500, blank=True, default="", db_default=""
    )

    class Meta:
        verbose_name = _("来源预警")
        indexes = [models.Index(fields=["region_code", "-raised_at"], name="alarm_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(region_code__regex=PLACE), name="alarm_region_12_digits"
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "more_than_grown",
                        "more_than_handed_in",
                        "withdrawn_link",
                        "without_certificate",
                        "negative_income",
                        "other",
                    ]
                ),
                name="alarm_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(handled_at__isnull=True, handled_by__isnull=True, handled_words="")
                | (Q(handled_at__isnull=False, handled_by__isnull=False) & ~Q(handled_words="")),
                name="alarm_handled_with_words",
            ),
        ]


class Attribution(models.Model):
    """What one order line earned for one link; a refund is a row with negative amounts.

    The market appends and never changes. `key` makes it idempotent. `fen` is what the household
    is paid, `grams` what of its goods was sold, `farm_gate_fen` what those grams would have
    brought at the farm gate. `month` is the first day of the month that the income belongs to:
    of the order for what is contracted, of the settlement for what is delivered. The link's
    place and its withdrawal are checked for all rows of a statement at once, by a trigger; hence
    no constraint on `link`. Who looks for a place goes by its links, which are few: each index is
    paid for with every row.
    """

    class Kind(models.TextChoices):
        BUSINESS = "business", _("生产经营性收入")
        WAGE = "wage", _("工资性收入")

    class Stage(models.TextChoices):
        CONTRACTED = "contracted", _("已签约")
        DELIVERED = "delivered", _("已交付")

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=80)  # unique below: without an index for patterns
    link = models.ForeignKey(
        Link, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    region_code = models.CharField(max_length=12)
    month = models.DateField(_("月份"))
    kind = models.CharField(_("收入类别"), max_length=8, choices=Kind.choices)
    stage = models.CharField(_("阶段"), max_length=10, choices=Stage.choices)
    product = models.CharField(_("产品"), max_length=60)
    fen = models.BigIntegerField(_("金额（分）"))
    grams = models.BigIntegerField(_("重量（克）"))
    buyer_kind = models.CharField(_("买方类型"), max_length=20)
    order_line = models.UUIDField(_("订单行"))
    ordered_on = models.DateField(_("下单日期"))
    settled_on = models.DateField(_("结算日期"), null=True)
    farm_gate_fen = models.BigIntegerField(_("地头价折算（分）"), default=0, db_default=0)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("卖货归户")
        indexes = [models.Index(fields=["link", "month"], name="attribution_link_month")]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="attribution_key_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["business", "wage"]), name="attribution_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(stage="contracted") | Q(stage="delivered", settled_on__isnull=False),
                name="attribution_delivered_is_settled",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="attribution_month_first_day"),
        ]


class Taken(models.Model):
    """Up to which attribution the watch has turned them into facts: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    up_to = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("归户进度")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="taken_one_row")]
