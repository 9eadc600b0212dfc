"""Batches: what came in from whom, how much of it is listed, and what was done to it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwang.market.suppliers.models import PLACE_SHAPE, Supplier
from shouwang.market.supply.models.growing import Plot

CODE_SHAPE = r"^[0-9A-HJKMNP-TV-Z]{11}$"


class Batch(models.Model):
    """Goods of one crop and season that were collected together and are followed together.

    `code` is printed on the boxes (`rules.code_of`: ten signs and a check sign). A batch takes in
    goods until it is closed; how many grams it holds is the balance of `batch:<id>` in the ledger.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="batches", db_index=False)
    code = models.CharField(_("批次码"), max_length=11, unique=True)
    crop = models.CharField(_("品种"), max_length=30)
    product_name = models.CharField(_("品名"), max_length=60)
    season = models.CharField(_("产季"), max_length=9)
    origin_code = models.CharField(_("产地"), max_length=12)
    certificate = models.UUIDField(_("认证证书"), null=True)
    made_on = models.DateField(_("开批日期"))
    is_closed = models.BooleanField(_("已封批"), default=False)
    closed_at = models.DateTimeField(_("封批时间"), null=True)
    by = models.ForeignKey(
        "members.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("批次")
        indexes = [models.Index(fields=["supplier", "-made_on"], name="supply_batch_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(origin_code__regex=PLACE_SHAPE), name="batch_place_12_digits"
            ),
            models.CheckConstraint(condition=Q(code__regex=CODE_SHAPE), name="batch_code_shape"),
            models.CheckConstraint(
                condition=Q(is_closed=True, closed_at__isnull=False)
                | Q(is_closed=False, closed_at=None),
                name="batch_closed_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Intake(models.Model):
    """One weighing at the collection point: whose goods, from which plot, how heavy, which grade.

    Only added. `id` is made by the client: the same weighing is written once. `harvested_on` may
    not lie inside the safety interval of a treatment of the plot; a trigger refuses it.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="intakes", db_index=False)
    link = models.UUIDField(_("供货链接"))
    plot = models.ForeignKey(Plot, models.PROTECT, related_name="intakes", db_index=False)
    grams = models.BigIntegerField(_("重量（克）"))
    grade = models.CharField(_("等级"), max_length=20)
    harvested_on = models.DateField(_("采收日期"))
    on = models.DateField(_("收购日期"))
    by = models.ForeignKey(
        "members.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("录入时间"))

    class Meta:
        verbose_name = _("收购记录")
        indexes = [
            models.Index(fields=["batch", "link"], name="intake_of_batch"),
            models.Index(fields=["link", "-on"], name="intake_of_link"),
            models.Index(fields=["plot", "harvested_on"], name="intake_of_plot"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(grams__gt=0), name="intake_weighs_something"),
            models.CheckConstraint(
                condition=Q(harvested_on__lte=models.F("on")), name="intake_after_harvest"
            ),
        ]


class Listing(models.Model):
    """Pieces of a variant made from grams of a batch; negative when they went back into it.

    `variant` is the number of a variant of the catalogue, which stands above this room.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="listings", db_index=False)
    variant = models.BigIntegerField(_("规格"))
    pieces = models.BigIntegerField(_("件数"))
    grams = models.BigIntegerField(_("重量（克）"))
    by = models.ForeignKey(
        "members.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("上架时间"))

    class Meta:
        verbose_name = _("上架记录")
        indexes = [
            models.Index(fields=["batch", "variant"], name="listing_of_batch"),
            models.Index(fields=["variant", "-at"], name="listing_of_variant"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(pieces__gt=0, grams__gt=0) | Q(pieces__lt=0, grams__lt=0),
                name="listing_of_something",
            ),
        ]


class BatchStep(models.Model):
    """What was done to a batch after the harvest, for its trace page. Only added."""

    class Kind(models.TextChoices):
        TESTED = "tested", _("检测")
        PACKED = "packed", _("包装")
        SHIPPED = "shipped", _("发运")

    id = models.UUIDField(primary_key=True, editable=False)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="steps", db_index=False)
    kind = models.CharField(_("环节"), max_length=8, choices=Kind.choices)
    on = models.DateField(_("日期"))
    words = models.CharField(_("说明"), max_length=120, blank=True)
    by = models.ForeignKey(
        "members.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("录入时间"))

    class Meta:
        verbose_name = _("批次环节")
        indexes = [models.Index(fields=["batch", "on"], name="step_of_batch")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["tested", "packed", "shipped"]), name="batch_step_known"
            ),
        ]
