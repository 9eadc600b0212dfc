"""What a supplier applied for, and the certificates that the county gave, reviewed and took."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from shouwang.bridge.models.links import PLACE, Link, SupplierCard


class Application(models.Model):
    """A supplier's application to have a product certified, as the market hands it over.

    `quality` is a list of tests: what was tested, on which day, by whom, with which result, and
    the digest of the report. `market_prices` is a list of prices of the same product elsewhere:
    where, on which day, in fen; both they and `price_fen` are for one `unit`. The watch writes
    `state` and `words`, the market everything else, once.
    """

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("已提交")
        UNDER_WAY = "under_way", _("办理中")
        RETURNED = "returned", _("退回补正")
        CERTIFIED = "certified", _("已认定")
        REFUSED = "refused", _("不予认定")

    id = models.UUIDField(primary_key=True, editable=False)
    supplier = models.ForeignKey(SupplierCard, models.PROTECT, related_name="applications")
    supplier_name = models.CharField(_("申请主体"), max_length=100)
    region_code = models.CharField(_("产地"), max_length=12)
    product = models.CharField(_("产品"), max_length=60)
    category = models.CharField(_("类别"), max_length=40)
    quality = models.JSONField(_("质量检测"), default=list)
    unit = models.CharField(_("计价单位"), max_length=20)
    price_fen = models.BigIntegerField(_("申报价格（分）"))
    market_prices = models.JSONField(_("市场价格"), default=list)
    households_text = models.CharField(_("带动方式"), max_length=500, blank=True)
    submitted_at = models.DateTimeField(_("提交时间"))
    state = models.CharField(
        _("状态"), max_length=12, choices=State.choices, default=State.SUBMITTED
    )
    words = models.CharField(_("办理意见"), max_length=500, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("认定申请")
        indexes = [
            models.Index(fields=["region_code", "state", "submitted_at"], name="application_place")
        ]
        constraints = [
            models.UniqueConstraint(fields=["id", "region_code"], name="application_with_place"),
            models.CheckConstraint(
                condition=Q(region_code__regex=PLACE), name="application_region_12_digits"
            ),
            models.CheckConstraint(condition=Q(price_fen__gt=0), name="application_priced"),
            models.CheckConstraint(
                condition=Q(
                    state__in=["submitted", "under_way", "returned", "certified", "refused"]
                ),
                name="application_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier_name} {self.product}"


class ApplicationLink(models.Model):
    """A household that the application names as helped, by its link, and when it agreed."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="links", db_constraint=False
    )
    link = models.ForeignKey(Link, models.PROTECT, related_name="+")
    region_code = models.CharField(max_length=12)
    agreed_at = models.DateTimeField(_("同意时间"))

    class Meta:
        verbose_name = _("申请带动的农户")
        constraints = [
            models.UniqueConstraint(fields=["application", "link"], name="applicationlink_once")
        ]


class ApplicationFile(models.Model):
    """A paper handed over with an application: a test report, a proof of origin; never changed.

    The content lies in the bridge's vault under supplier and digest (see `bridge.vault`); this row
    decides who may read it. `name` is what the applicant called it.
    """

    class Kind(models.TextChoices):
        TEST = "test", _("检测报告")
        ORIGIN = "origin", _("产地证明")

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="files", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    kind = models.CharField(_("类别"), max_length=8, choices=Kind.choices)
    digest = models.CharField(_("校验码"), max_length=64)
    name = models.CharField(_("文件名"), max_length=120)
    media_type = models.CharField(_("格式"), max_length=40)
    size = models.PositiveBigIntegerField(_("字节"))

    class Meta:
        verbose_name = _("申请附件")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind", "digest"], name="applicationfile_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["test", "origin"]), name="applicationfile_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="applicationfile_digest"
            ),
            models.CheckConstraint(
                condition=Q(media_type__in=["image/jpeg", "application/pdf"]),
                name="applicationfile_type",
            ),
        ]


class Certificate(models.Model):
    """That a supplier's product is certified from `valid_from` until before `valid_until`.

    Delisting sets `ended_on`, the first day on which it holds no more; suspension sets
    `suspended_on` and takes it away again. Anybody may read it: it hangs on the goods.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    number = models.CharField(_("证书编号"), max_length=32, unique=True)
    application = models.OneToOneField(Application, models.PROTECT, related_name="certificate")
    supplier = models.ForeignKey(
        SupplierCard, models.PROTECT, related_name="certificates", db_index=False
    )
    region_code = models.CharField(_("产地"), max_length=12)
    product = models.CharField(_("产品"), max_length=60)
    category = models.CharField(_("类别"), max_length=40)
    valid_from = models.DateField(_("有效期自"))
    valid_until = models.DateField(_("有效期至"))  # not included
    suspended_on = models.DateField(_("暂停日期"), null=True)
    ended_on = models.DateField(_("取消日期"), null=True)
    reason = models.CharField(_("暂停或取消的理由"), max_length=500, blank=True, default="")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("认定证书")
        indexes = [
            models.Index(fields=["region_code", "valid_until"], name="certificate_place"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["id", "region_code"], name="certificate_with_place"),
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")), name="certificate_holds_a_while"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("valid_from")),
                name="certificate_ended_after_begun",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, suspended_on__isnull=True) | ~Q(reason=""),
                name="certificate_taken_with_a_reason",
            ),
            # one valid period at a time for a supplier's product
            ExclusionConstraint(
                name="certificate_one_at_a_time",
                expressions=[
                    ("supplier", RangeOperators.EQUAL),
                    ("product", RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"),
                            Coalesce(F("ended_on"), F("valid_until")),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Check(models.Model):
    """A yearly review or a random check of a certificate, and what was found; never changed."""

    class Kind(models.TextChoices):
        YEARLY = "yearly", _("年度复核")
        RANDOM = "random", _("随机抽检")

    class Outcome(models.TextChoices):
        PASSED = "passed", _("合格")
        FAILED = "failed", _("不合格")

    id = models.UUIDField(primary_key=True, editable=False)
    certificate = models.ForeignKey(
        Certificate, models.PROTECT, related_name="checks", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    kind = models.CharField(_("类别"), max_length=8, choices=Kind.choices)
    on = models.DateField(_("日期"))
    outcome = models.CharField(_("结果"), max_length=8, choices=Outcome.choices)
    words = models.CharField(_("说明"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("证书复核抽检")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["yearly", "random"]), name="check_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["passed", "failed"]), name="check_outcome_known"
            ),
        ]
