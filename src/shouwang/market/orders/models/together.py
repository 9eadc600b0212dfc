"""Buying together: groups with a threshold; units that buy instead of donating."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shouwang.market.orders.models.orders import declared
from shouwang.market.orders.rules.states import GroupState

GROUP_WORDS = {"open": _("正在拼团"), "reached": _("已成团"), "failed": _("未成团")}


class Unit(models.Model):
    """An office, school, hospital or company whose members buy in its name (单位)."""

    id = models.UUIDField(primary_key=True, editable=False)
    name = models.CharField(_("单位名称"), max_length=80, unique=True)
    joining_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("单位")

    def __str__(self) -> str:
        return self.name


class UnitMember(models.Model):
    """A member who may buy in the name of a unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="members", db_index=False)
    member = models.ForeignKey("members.Member", models.PROTECT, related_name="units")
    is_manager = models.BooleanField(_("管理员"), default=False)
    joined_at = models.DateTimeField(_("加入时间"))

    class Meta:
        verbose_name = _("单位成员")
        constraints = [models.UniqueConstraint(fields=["unit", "member"], name="unit_member_once")]


class Pledge(models.Model):
    """What a unit promised to buy in a year instead of donating; the last promise holds."""

    id = models.UUIDField(primary_key=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="pledges")
    year = models.PositiveSmallIntegerField(_("年度"))
    amount_fen = models.BigIntegerField(_("认购金额（分）"))
    by = models.ForeignKey("members.Member", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("认购")
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="pledge_amount"),
            models.CheckConstraint(condition=Q(year__gte=2020, year__lte=2100), name="pledge_year"),
        ]


class GroupBuy(models.Model):
    """A supplier's offer at a group's price, if so many pieces are paid before the deadline."""

    id = models.UUIDField(primary_key=True, editable=False)
    variant = models.ForeignKey(
        "catalogue.Variant", models.PROTECT, related_name="+", db_constraint=False
    )
    supplier = models.ForeignKey(
        "suppliers.Supplier", models.PROTECT, related_name="+", db_constraint=False
    )
    price_fen = models.BigIntegerField(_("团购价（分）"))
    threshold = models.PositiveIntegerField(_("成团件数"))
    paid = models.PositiveIntegerField(_("已付件数"), default=0)
    opened_at = models.DateTimeField(_("开团时间"))
    deadline = models.DateTimeField(_("截止时间"))
    state = models.CharField(
        _("状态"), max_length=8, choices=declared(GroupState, GROUP_WORDS), default="open"
    )

    class Meta:
        verbose_name = _("团购")
        indexes = [
            models.Index(fields=["deadline"], condition=Q(state="open"), name="group_to_end")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in GroupState]),
                name="group_state_declared",
            ),
            models.CheckConstraint(
                condition=Q(price_fen__gt=0, threshold__gt=1, deadline__gt=F("opened_at")),
                name="group_terms",
            ),
        ]
