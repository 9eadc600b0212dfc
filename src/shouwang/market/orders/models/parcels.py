"""Parcels, what is in them, and where they were seen."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwang.market.orders.models.orders import Line, SupplierOrder, declared
from shouwang.market.orders.rules.states import ParcelState, Seen

PARCEL_WORDS = {
    "on_way": _("在途"),
    "delivered": _("已送达"),
    "lost": _("丢失"),
    "refused": _("拒收，退回途中"),
    "returned": _("已退回商家"),
}
SEEN_WORDS = {
    "accepted": _("快递已揽收"),
    "under_way": _("运输途中"),
    "at_pickup": _("到达自提点"),
    "signed": _("已签收"),
    "refused": _("收件人拒收，退回途中"),
    "returned": _("已退回商家"),
}


class Parcel(models.Model):
    """One parcel of a supplier's part; its id is made where it is shipped from."""

    id = models.UUIDField(primary_key=True, editable=False)
    supplier_order = models.ForeignKey(SupplierOrder, models.PROTECT, related_name="parcels")
    carrier = models.CharField(_("快递公司"), max_length=20)
    tracking_number = models.CharField(_("运单号"), max_length=40)
    state = models.CharField(
        _("状态"), max_length=10, choices=declared(ParcelState, PARCEL_WORDS), default="on_way"
    )
    replaces = models.ForeignKey(
        "orders.AfterSale", models.PROTECT, related_name="parcels", null=True, db_index=False
    )
    shipped_at = models.DateTimeField(_("发货时间"))
    delivered_at = models.DateTimeField(_("送达时间"), null=True)

    class Meta:
        verbose_name = _("包裹")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in ParcelState]),
                name="parcel_state_declared",
            ),
            models.CheckConstraint(
                condition=~Q(state="delivered") | Q(delivered_at__isnull=False),
                name="parcel_delivered_at",
            ),
        ]


class ParcelLine(models.Model):
    """So many pieces of a line in a parcel."""

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="lines", db_index=False)
    line = models.ForeignKey(Line, models.PROTECT, related_name="parcel_lines")
    quantity = models.PositiveIntegerField(_("数量"))

    class Meta:
        verbose_name = _("包裹内容")
        constraints = [
            models.UniqueConstraint(fields=["parcel", "line"], name="parcel_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="parcel_line_quantity"),
        ]


class Tracking(models.Model):
    """Where a parcel was seen; only added. `id` of the entry is made by the form (`act`).

    `step` is what the carrier did; `text` may add where. Entries are read in the order of `at`.
    """

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="tracking", db_index=False)
    act = models.UUIDField(unique=True, null=True, editable=False)
    at = models.DateTimeField(_("时间"))
    step = models.CharField(
        _("进展"), max_length=10, choices=declared(Seen, SEEN_WORDS), blank=True, default=""
    )
    text = models.CharField(_("地点或说明"), max_length=120, blank=True)
    by = models.ForeignKey(
        "members.Member", models.PROTECT, related_name="+", null=True, db_index=False
    )

    class Meta:
        verbose_name = _("物流动态")
        constraints = [
            models.UniqueConstraint(fields=["parcel", "at", "step", "text"], name="tracking_once"),
            models.CheckConstraint(
                condition=Q(step__in=["", *(one.value for one in Seen)]),
                name="tracking_step_declared",
            ),
            models.CheckConstraint(condition=~Q(step="", text=""), name="tracking_says_something"),
        ]
