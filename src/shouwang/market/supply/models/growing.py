"""Plots, trees and animals of households, what they are treated with, what they will yield."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwang.market.suppliers.models import PLACE_SHAPE, Supplier

LABEL_SHAPE = r"^[0-9A-Za-z-]{1,12}$"


class LinkLabel(models.Model):
    """The number by which a supplier knows a link among its people: digits and letters, no name."""

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="labels", db_index=False)
    link = models.UUIDField(_("供货链接"))
    label = models.CharField(_("社员号"), max_length=12)

    class Meta:
        verbose_name = _("社员号")
        constraints = [
            models.UniqueConstraint(fields=["supplier", "link"], name="link_label_once"),
            models.UniqueConstraint(fields=["supplier", "label"], name="link_label_distinct"),
            models.CheckConstraint(
                condition=Q(label__regex=LABEL_SHAPE), name="link_label_no_name"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Plot(models.Model):
    """What a household grows or keeps in one place: an area in m², or a count of trees or animals.

    `crop` is a code of the pack (`crops`), which says by area or by count. What it can yield in a
    season is size × the dated yield of the crop there; more never enters the ledger. `may_show`:
    the household agreed that the trace page names its plot and not only the village.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="plots", db_index=False)
    link = models.UUIDField(_("供货链接"))
    crop = models.CharField(_("品种"), max_length=30)
    name = models.CharField(_("地块名"), max_length=40, blank=True)
    village_code = models.CharField(_("所在村"), max_length=12)
    area_m2 = models.PositiveIntegerField(_("面积（平方米）"), null=True)
    count = models.PositiveIntegerField(_("数量"), null=True)
    may_show = models.BooleanField(_("同意在溯源页写明地块"), default=False)
    began_on = models.DateField(_("登记日期"))
    ended_on = models.DateField(_("注销日期"), null=True)
    by = models.ForeignKey(
        "members.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField(_("录入时间"))

    class Meta:
        verbose_name = _("地块、树和畜禽")
        indexes = [
            models.Index(fields=["supplier", "crop", "link"], name="plot_of_supplier"),
            models.Index(fields=["link", "crop"], name="plot_of_link"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(area_m2__gt=0, count=None) | Q(area_m2=None, count__gt=0),
                name="plot_by_area_or_count",
            ),
            models.CheckConstraint(
                condition=Q(village_code__regex=PLACE_SHAPE), name="plot_place_12_digits"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=models.F("began_on")),
                name="plot_ends_after_it_began",
            ),
        ]

    @property
    def size(self) -> int:
        """Square metres, or trees, or animals."""
        return self.area_m2 or self.count or 0


class InputKind(models.TextChoices):
    """What a plot was treated with."""

    PESTICIDE = "pesticide", _("农药")
    FERTILISER = "fertiliser", _("肥料")
    FEED = "feed", _("饲料")
    MEDICINE = "medicine", _("兽药")


class InputRecord(models.Model):
    """A treatment of a plot, and how many days must pass until the harvest (safety interval)."""

    id = models.UUIDField(primary_key=True, editable=False)
    plot = models.ForeignKey(Plot, models.PROTECT, related_name="inputs", db_index=False)
    kind = models.CharField(_("类别"), max_length=12, choices=InputKind.choices)
    name = models.CharField(_("名称"), max_length=60)
    amount = models.CharField(_("用量"), max_length=40, blank=True)
    on = models.DateField(_("使用日期"))
    interval_days = models.PositiveSmallIntegerField(_("安全间隔期（天）"))
    by = models.ForeignKey(
        "members.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("录入时间"))

    class Meta:
        verbose_name = _("投入品记录")
        indexes = [models.Index(fields=["plot", "-on"], name="input_of_plot")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=InputKind.values), name="input_kind_known"),
            models.CheckConstraint(condition=Q(interval_days__lte=400), name="input_interval_sane"),
        ]


class Declaration(models.Model):
    """What a household can sell of a crop in a month, as it, or the cooperative for it, says.

    One per household, crop and month; a later word replaces the earlier. `by` is None when the
    household declared on its own page.
    """

    supplier = models.ForeignKey(
        Supplier, models.PROTECT, related_name="declarations", db_index=False
    )
    link = models.UUIDField(_("供货链接"))
    crop = models.CharField(_("品种"), max_length=30)
    month = models.DateField(_("月份"))
    grams = models.BigIntegerField(_("可供重量（克）"))
    by = models.ForeignKey(
        "members.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("申报时间"))

    class Meta:
        verbose_name = _("供货申报")
        constraints = [
            models.UniqueConstraint(fields=["link", "crop", "month"], name="declared_once_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="declared_by_month"),
            models.CheckConstraint(condition=Q(grams__gte=0), name="declared_not_negative"),
        ]
        indexes = [models.Index(fields=["supplier", "month"], name="declared_to_supplier")]
