"""Who supplies the market, who acts for them, and what they agreed with their households."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import BlindIndexField, EncryptedTextField
from shouwang.market.suppliers.rules import WHOLE

PLACE_SHAPE = r"^\d{12}$"
CREDIT_SHAPE = r"^[0-9A-HJ-NPQRTUWXY]{18}$"


class Kind(models.TextChoices):
    """The legal form; it decides which number proves who the supplier is."""

    COMPANY = "company", _("企业")
    COOPERATIVE = "cooperative", _("农民专业合作社")
    FARM = "farm", _("家庭农场")
    MICRO = "micro", _("个人小微经营者")


class State(models.TextChoices):
    """Where an entry stands."""

    APPLIED = "applied", _("待审核")
    ACTIVE = "active", _("已入驻")
    REFUSED = "refused", _("未通过")
    SUSPENDED = "suspended", _("暂停供货")
    ENDED = "ended", _("已退出")


class Supplier(models.Model):
    """A company, cooperative, farm or micro-merchant that sells here, known by its real name.

    Companies, cooperatives and farms are known by the unified social credit code (GB 32100),
    micro-merchants by the identity number, which is encrypted. `number` is also the id of the card
    that the county sees. `village_code` is where its goods mostly come from.
    """

    number = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(_("主体类型"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("名称"), max_length=80)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, null=True, unique=True)
    identity = EncryptedTextField(_("身份证号"), null=True)
    identity_blind = BlindIndexField(of="identity", null=True)
    contact_name = EncryptedTextField(_("负责人姓名"))
    telephone = EncryptedTextField(_("联系电话"))
    county_code = models.CharField(_("所在县"), max_length=12)
    village_code = models.CharField(_("所在村"), max_length=12)
    introduction = models.TextField(_("简介"), max_length=1000, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.APPLIED)
    is_active = models.BooleanField(_("在营"), default=False)
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    applied_at = models.DateTimeField(_("申请时间"))
    is_demonstration = models.BooleanField(_("演示"), default=False)

    class Meta:
        verbose_name = _("供货主体")
        indexes = [models.Index(fields=["state", "applied_at"], name="supplier_by_state")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="supplier_kind_known"),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="supplier_state_known"
            ),
            models.CheckConstraint(
                condition=Q(county_code__regex=PLACE_SHAPE, village_code__regex=PLACE_SHAPE),
                name="supplier_place_12_digits",
            ),
            models.CheckConstraint(
                condition=Q(credit_code=None) | Q(credit_code__regex=CREDIT_SHAPE),
                name="supplier_credit_code_shape",
            ),
            models.CheckConstraint(
                condition=Q(kind="micro", identity__isnull=False, credit_code=None)
                | (~Q(kind="micro") & Q(credit_code__isnull=False, identity__isnull=True)),
                name="supplier_number_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(state="active", is_active=True)
                | (~Q(state="active") & Q(is_active=False)),
                name="supplier_active_by_state",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "suspended", "ended"]) | ~Q(reason=""),
                name="supplier_stopped_with_reason",
            ),
            models.UniqueConstraint(
                fields=["identity_blind"],
                condition=~Q(state="refused"),
                name="supplier_identity_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What somebody may do for a supplier."""

    OWNER = "owner", _("负责人")
    MANAGER = "manager", _("管理员")
    COLLECTOR = "collector", _("收购员")
    PACKER = "packer", _("发货员")


class Staff(models.Model):
    """A member who acts for a supplier, in one role; an ended entry stays as history."""

    member = models.ForeignKey("members.Member", models.PROTECT, related_name="staff")
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="staff")
    role = models.CharField(_("角色"), max_length=10, choices=Role.choices)
    began_at = models.DateTimeField(_("加入时间"))
    ended_at = models.DateTimeField(_("离开时间"), null=True)

    class Meta:
        verbose_name = _("供货主体人员")
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="staff_role_known"),
            # one member acts for one supplier at a time: nobody picks the wrong one by mistake
            models.UniqueConstraint(
                fields=["member"], condition=Q(ended_at=None), name="staff_of_one_supplier"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier_id} {self.role}"


class SupplierEvent(models.Model):
    """What happened to an entry: applied, accepted, suspended, ended, by whom and why."""

    id = models.UUIDField(primary_key=True, editable=False)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="events", db_index=False)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices)
    words = models.CharField(_("说明"), max_length=200, blank=True)
    by = models.ForeignKey(
        "members.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("入驻记录")
        indexes = [models.Index(fields=["supplier", "-at"], name="supplier_event_newest")]


class Agreement(models.Model):
    """What share of the goods' price goes to the households, from a day on.

    Versions are only added, each from no earlier day than the one before: on a day the highest
    version that has begun holds. `share_per_mille` is of what the buyer pays for the goods, for
    those whose goods they were; `wage_per_mille` of the same, for those who worked on the batch.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    supplier = models.ForeignKey(
        Supplier, models.PROTECT, related_name="agreements", db_index=False
    )
    version = models.PositiveSmallIntegerField(_("版本"))
    from_on = models.DateField(_("起始日期"))
    share_per_mille = models.PositiveSmallIntegerField(_("农户分成（‰）"))
    wage_per_mille = models.PositiveSmallIntegerField(_("务工报酬（‰）"), default=0, db_default=0)
    by = models.ForeignKey(
        "members.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField(_("录入时间"), db_default=Now())

    class Meta:
        verbose_name = _("分成协议")
        constraints = [
            models.UniqueConstraint(fields=["supplier", "version"], name="agreement_version_once"),
            models.CheckConstraint(
                condition=Q(share_per_mille__lte=WHOLE - F("wage_per_mille")),
                name="agreement_share_within_whole",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="agreement_versions_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.share_per_mille}‰"

    @property
    def share_percent(self) -> str:
        """The households' share as people say it: 70, 62.5."""
        return f"{self.share_per_mille / 10:g}"

    @property
    def wage_percent(self) -> str:
        """The wages' share in the same words."""
        return f"{self.wage_per_mille / 10:g}"


class Taking(models.Model):
    """A list that somebody took out of the market, as a file or on paper; only added.

    `about` says which part of it: an order's part, a year, a payout. It never names a buyer.
    """

    class Kind(models.TextChoices):
        """Which list."""

        PACKING = "packing", _("待发货清单")
        SLIPS = "slips", _("装箱单和地址签")
        SOLD = "sold", _("订单清单")
        DECLARATIONS = "declarations", _("供货申报表")
        EARNINGS = "earnings", _("社员所得")
        GOODS = "goods", _("商品清单")
        PAYOUT = "payout", _("付款表")

    supplier = models.ForeignKey(
        Supplier, models.PROTECT, related_name="+", null=True, db_index=False
    )
    by = models.ForeignKey("members.Member", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("清单"), max_length=12, choices=Kind.choices)
    about = models.CharField(_("范围"), max_length=60, blank=True)
    rows = models.PositiveIntegerField(_("行数"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("取走的清单")
        indexes = [
            models.Index(fields=["-at", "-id"], name="taking_newest"),
            models.Index(fields=["supplier", "-at", "-id"], name="taking_of_supplier"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "packing",
                        "slips",
                        "sold",
                        "declarations",
                        "earnings",
                        "goods",
                        "payout",
                    ]
                ),
                name="taking_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="payout") | Q(supplier__isnull=False), name="taking_of_a_supplier"
            ),
        ]
