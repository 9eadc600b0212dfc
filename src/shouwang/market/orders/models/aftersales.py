"""Requests about goods bought, reviews, and requests for an invoice."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import EncryptedTextField
from shouwang.market.orders.models.orders import Line, Order, declared
from shouwang.market.orders.rules.states import AfterSaleState

AFTER_SALE_WORDS = {
    "asked": _("待商家答复"),
    "agreed": _("已同意，待寄回"),
    "sent_back": _("已寄回，待验收"),
    "done": _("已办结"),
    "refused": _("未同意"),
    "withdrawn": _("已撤回"),
}


class AfterSale(models.Model):
    """A cancellation before sending, or a refund, return or replacement after it.

    `amount_fen` is what of the line is asked back; nothing for a replacement. Made on the asking
    device (`id`). Not answered by `answer_before`, it is agreed to by the clock.
    """

    class Kind(models.TextChoices):
        """What is asked."""

        CANCEL = "cancel", _("取消")
        REFUND = "refund", _("仅退款")
        RETURN = "return", _("退货退款")
        REPLACE = "replace", _("换货")

    id = models.UUIDField(primary_key=True, editable=False)
    line = models.ForeignKey(Line, models.PROTECT, related_name="after_sales")
    kind = models.CharField(_("类型"), max_length=8, choices=Kind.choices)
    reason = models.CharField(_("原因"), max_length=20)
    words = EncryptedTextField(_("说明"), null=True)
    quantity = models.PositiveIntegerField(_("数量"))
    amount_fen = models.BigIntegerField(_("金额（分）"))
    state = models.CharField(
        _("状态"),
        max_length=10,
        choices=declared(AfterSaleState, AFTER_SALE_WORDS),
        default="asked",
    )
    asked_at = models.DateTimeField(_("申请时间"))
    answer_before = models.DateTimeField(_("答复期限"))
    answer = EncryptedTextField(_("答复"), null=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    sent_back_number = models.CharField(_("寄回运单号"), max_length=40, blank=True)
    ended_at = models.DateTimeField(_("办结时间"), null=True)

    class Meta:
        verbose_name = _("售后申请")
        indexes = [
            models.Index(
                fields=["answer_before"], condition=Q(state="asked"), name="after_sale_unanswered"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(state__in=["asked", "agreed", "sent_back"]),
                name="after_sale_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in AfterSaleState]),
                name="after_sale_state_declared",
            ),
            models.CheckConstraint(
                condition=Q(kind="replace", amount_fen=0)
                | (~Q(kind="replace") & Q(amount_fen__gt=0)),
                name="after_sale_amount",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["cancel", "refund", "return", "replace"], quantity__gt=0),
                name="after_sale_quantity",
            ),
        ]


class Review(models.Model):
    """What a buyer thinks of goods that arrived; one a line."""

    line = models.OneToOneField(Line, models.PROTECT, related_name="review")
    variant = models.ForeignKey(
        "catalogue.Variant", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    member = models.ForeignKey("members.Member", models.PROTECT, related_name="+", db_index=False)
    stars = models.PositiveSmallIntegerField(_("评分"))
    words = models.CharField(_("评价"), max_length=500, blank=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("评价")
        indexes = [models.Index(fields=["variant", "-at"], name="review_of_variant")]
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__gte=1, stars__lte=5), name="review_one_to_five"
            )
        ]


class InvoiceRequest(models.Model):
    """A buyer asks for an invoice of a paid order; the supplier writes its number in."""

    class Kind(models.TextChoices):
        """For whom."""

        PERSON = "person", _("个人")
        UNIT = "unit", _("单位")

    id = models.UUIDField(primary_key=True, editable=False)
    order = models.OneToOneField(Order, models.PROTECT, related_name="invoice")
    kind = models.CharField(_("类型"), max_length=8, choices=Kind.choices)
    title = EncryptedTextField(_("抬头"))
    tax_number = EncryptedTextField(_("税号"), null=True)
    asked_at = models.DateTimeField(_("申请时间"))
    issued_number = models.CharField(_("发票号码"), max_length=30, blank=True)
    issued_at = models.DateTimeField(_("开具时间"), null=True)

    class Meta:
        verbose_name = _("开票申请")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["person", "unit"]), name="invoice_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(issued_at=None) | ~Q(issued_number=""), name="invoice_issued_number"
            ),
        ]
