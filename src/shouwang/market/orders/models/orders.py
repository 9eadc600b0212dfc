"""An order, its parts by supplier, its lines, and everything that happened to it."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import EncryptedTextField
from shouwang.market.orders.rules.states import OrderState, PartState


def declared(enum: type, labels: Mapping[str, object]) -> list[tuple[str, Any]]:
    """Choices of a field: every declared state with its word."""
    return [(one.value, labels[one.value]) for one in enum]  # type: ignore[attr-defined]


ORDER_WORDS = {
    "awaiting": _("待付款"),
    "grouped": _("待成团"),
    "paid": _("已付款"),
    "done": _("已完成"),
    "expired": _("超时未付"),
    "cancelled": _("已取消"),
    "refunded": _("已退款"),
}
PART_WORDS = {
    "waiting": _("待付款"),
    "to_pack": _("待发货"),
    "partly_shipped": _("部分发货"),
    "shipped": _("已发货"),
    "delivered": _("已收货"),
    "cancelled": _("已取消"),
}


class Order(models.Model):
    """What a member bought at once; `number` is made on the buyer's device.

    `goods_fen + freight_fen` is paid. Receiver, telephone and address are encrypted; `province`
    (six digits) decides the freight. `hold` is the ledger's key of the reserved goods: a late
    payment that takes goods again writes another.
    """

    number = models.UUIDField(primary_key=True, editable=False)
    member = models.ForeignKey("members.Member", models.PROTECT, related_name="orders")
    unit = models.ForeignKey(
        "orders.Unit", models.PROTECT, related_name="orders", null=True, db_index=False
    )
    group = models.ForeignKey("orders.GroupBuy", models.PROTECT, related_name="orders", null=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=declared(OrderState, ORDER_WORDS), default="awaiting"
    )
    goods_fen = models.BigIntegerField(_("货款（分）"))
    freight_fen = models.BigIntegerField(_("运费（分）"))
    province = models.CharField(_("收货省份"), max_length=6)
    receiver = EncryptedTextField(_("收货人"))
    telephone = EncryptedTextField(_("电话"))
    address = EncryptedTextField(_("地址"))
    hold = models.CharField(max_length=80)
    placed_at = models.DateTimeField(_("下单时间"))
    pay_before = models.DateTimeField(_("付款期限"))
    paid_at = models.DateTimeField(_("付款时间"), null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    is_demonstration = models.BooleanField(_("演示"), default=False)

    class Meta:
        verbose_name = _("订单")
        indexes = [
            models.Index(fields=["member", "-placed_at"], name="order_of_member"),
            models.Index(
                fields=["pay_before"], condition=Q(state="awaiting"), name="order_to_expire"
            ),
            models.Index(
                fields=["unit", "placed_at"], condition=Q(unit__isnull=False), name="order_of_unit"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in OrderState]),
                name="order_state_declared",
            ),
            models.CheckConstraint(
                condition=Q(goods_fen__gt=0, freight_fen__gte=0), name="order_amounts"
            ),
            models.CheckConstraint(
                condition=Q(pay_before__gt=F("placed_at")), name="order_pay_after_placing"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["awaiting", "expired", "cancelled"], paid_at=None)
                | Q(state__in=["grouped", "paid", "done", "refunded"], paid_at__isnull=False),
                name="order_paid_when_paid",
            ),
            models.CheckConstraint(
                condition=~Q(state="grouped") | Q(group__isnull=False), name="order_in_group"
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def total_fen(self) -> int:
        """What the buyer pays."""
        return self.goods_fen + self.freight_fen


class SupplierOrder(models.Model):
    """The part of an order that one supplier packs, with its freight."""

    id = models.UUIDField(primary_key=True, editable=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="parts")
    supplier = models.ForeignKey(
        "suppliers.Supplier",
        models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    state = models.CharField(
        _("状态"), max_length=14, choices=declared(PartState, PART_WORDS), default="waiting"
    )
    goods_fen = models.BigIntegerField(_("货款（分）"))
    freight_fen = models.BigIntegerField(_("运费（分）"))
    freight_refunded_fen = models.BigIntegerField(_("已退运费（分）"), default=0)
    grams = models.BigIntegerField(_("重量（克）"))
    placed_at = models.DateTimeField(_("下单时间"))
    shipped_at = models.DateTimeField(_("发完时间"), null=True)
    delivered_at = models.DateTimeField(_("收完时间"), null=True)

    class Meta:
        verbose_name = _("供货单")
        indexes = [
            models.Index(fields=["supplier", "state", "placed_at"], name="part_of_supplier"),
            models.Index(
                fields=["shipped_at"], condition=Q(state="shipped"), name="part_to_assume"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["order", "supplier"], name="part_of_order_once"),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in PartState]), name="part_state_declared"
            ),
            models.CheckConstraint(
                condition=Q(goods_fen__gt=0, freight_fen__gte=0)
                & Q(freight_refunded_fen__gte=0, freight_refunded_fen__lte=F("freight_fen")),
                name="part_amounts",
            ),
            models.CheckConstraint(
                condition=~Q(state="delivered") | Q(delivered_at__isnull=False),
                name="part_delivered_at",
            ),
        ]


class Line(models.Model):
    """So many of a variant, at the price and with the words of that day.

    `amount_fen` is for all of `quantity`. `shipped`, `delivered` and `cancelled` are counted in
    pieces: what was cancelled is never sent. `refunded_fen` is what of `amount_fen` was given back.
    The line is ripe for settlement a safe period after `delivered_at`, when all that will come has
    come; the database puts it into settlement's queue at that moment.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    supplier_order = models.ForeignKey(SupplierOrder, models.PROTECT, related_name="lines")
    variant = models.ForeignKey(
        "catalogue.Variant", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    batch = models.UUIDField(_("批次"), null=True)
    place = models.PositiveSmallIntegerField(_("行号"))
    title = models.CharField(_("商品"), max_length=200)
    note = models.CharField(_("留言"), max_length=60, blank=True)
    quantity = models.PositiveIntegerField(_("数量"))
    grams = models.BigIntegerField(_("每件重量（克）"))
    price_fen = models.BigIntegerField(_("单价（分）"))
    amount_fen = models.BigIntegerField(_("金额（分）"))
    shipped = models.PositiveIntegerField(_("已发"), default=0)
    delivered = models.PositiveIntegerField(_("已收"), default=0)
    cancelled = models.PositiveIntegerField(_("已取消"), default=0)
    refunded_fen = models.BigIntegerField(_("已退（分）"), default=0)
    delivered_at = models.DateTimeField(_("收完时间"), null=True)

    class Meta:
        verbose_name = _("订单行")
        indexes = [
            models.Index(fields=["batch"], condition=Q(batch__isnull=False), name="line_of_batch"),
            models.Index(fields=["variant"], name="line_of_variant"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["supplier_order", "place"], name="line_place_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, price_fen__gt=0, grams__gte=0, place__gt=0)
                & Q(amount_fen=F("price_fen") * F("quantity")),
                name="line_amount",
            ),
            models.CheckConstraint(
                condition=Q(delivered__lte=F("shipped"))
                & Q(quantity__gte=F("shipped") + F("cancelled")),
                name="line_pieces",
            ),
            models.CheckConstraint(
                condition=Q(refunded_fen__gte=0, refunded_fen__lte=F("amount_fen")),
                name="line_refunded",
            ),
        ]

    @property
    def to_ship(self) -> int:
        """Pieces that still wait to be sent."""
        return self.quantity - self.shipped - self.cancelled

    @property
    def on_way(self) -> int:
        """Pieces sent that have not arrived."""
        return self.shipped - self.delivered


class OrderEvent(models.Model):
    """One thing that happened to an order; only added. `detail` holds no person's words."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="events", db_index=False)
    supplier_order = models.ForeignKey(
        SupplierOrder, models.PROTECT, related_name="events", null=True, db_index=False
    )
    at = models.DateTimeField(_("时间"))
    kind = models.CharField(_("事项"), max_length=24)
    by = models.ForeignKey(
        "members.Member", models.PROTECT, related_name="+", null=True, db_index=False
    )
    detail = models.JSONField(_("内容"), default=dict)

    class Meta:
        verbose_name = _("订单经过")
        indexes = [models.Index(fields=["order", "id"], name="order_event_of_order")]
