"""The price-linked temporary subsidy: the index of a month, its computation, who is paid what."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.watch.registry.models import Household


class PriceKind(models.TextChoices):
    """Which prices an index follows."""

    CPI = "cpi", _("居民消费价格")
    FOOD = "food", _("食品价格")


class PriceIndex(models.Model):
    """The rise of prices of a month against a year earlier, in thousandths, as published.

    Rows are added; the newest one of a month counts.
    """

    region_code = models.CharField(_("地区"), max_length=12)
    month = models.DateField(_("月份"))
    kind = models.CharField(_("指数"), max_length=8, choices=PriceKind.choices)
    rise_thousandths = models.IntegerField(_("同比涨幅（千分之）"))
    document = models.CharField(_("文件或公报"), max_length=120)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("录入时间"))

    class Meta:
        verbose_name = _("价格指数")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=PriceKind.values), name="priceindex_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(month__day=1), name="priceindex_month_first_day"
            ),
            models.CheckConstraint(
                condition=models.Q(rise_thousandths__gte=-500, rise_thousandths__lte=1000),
                name="priceindex_plausible",
            ),
            models.CheckConstraint(condition=~models.Q(document=""), name="priceindex_documented"),
        ]
        indexes = [
            models.Index(fields=["region_code", "month", "kind", "-id"], name="priceindex_newest")
        ]


class SubsidyRun(models.Model):
    """One computation of a month, with every number it was made from; done again it is a new one.

    `each_fen` is the amount a person. The newest run of a month counts.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    region_code = models.CharField(_("地区"), max_length=12)
    month = models.DateField(_("月份"))
    cpi_thousandths = models.IntegerField()
    food_thousandths = models.IntegerField(null=True)
    base_fen = models.BigIntegerField(_("计算基数（分）"))
    each_fen = models.BigIntegerField(_("每人金额（分）"))
    basis = models.CharField(_("依据"), max_length=400)
    households = models.PositiveIntegerField(_("户数"))
    persons = models.PositiveIntegerField(_("人数"))
    total_fen = models.BigIntegerField(_("合计（分）"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("计算时间"))
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("价格补贴计算")
        constraints = [
            models.UniqueConstraint(fields=["id", "region_code"], name="subsidyrun_with_place"),
            models.CheckConstraint(
                condition=models.Q(each_fen__gt=0, total_fen__gte=0), name="subsidyrun_amounts"
            ),
        ]
        indexes = [models.Index(fields=["region_code", "month", "-at"], name="subsidyrun_newest")]


class SubsidyPayment(models.Model):
    """What one household gets for a month by one run."""

    run = models.ForeignKey(
        SubsidyRun, models.CASCADE, related_name="payments", db_constraint=False
    )
    household = models.ForeignKey(Household, models.PROTECT, related_name="+", db_constraint=False)
    region_code = models.CharField(max_length=12)
    group = models.CharField(_("对象"), max_length=20)
    persons = models.PositiveSmallIntegerField(_("人数"))
    amount_fen = models.BigIntegerField(_("金额（分）"))

    class Meta:
        verbose_name = _("价格补贴发放")
        constraints = [
            models.UniqueConstraint(fields=["run", "household"], name="subsidy_once_a_household"),
            models.CheckConstraint(
                condition=models.Q(persons__gt=0, amount_fen__gt=0), name="subsidypayment_positive"
            ),
        ]
        indexes = [models.Index(fields=["run", "region_code"], name="subsidypayment_place")]
