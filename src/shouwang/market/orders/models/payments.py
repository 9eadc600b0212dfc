"""Attempts to pay, everything the gateways ever told us, and money owed back."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import EncryptedTextField
from shouwang.market.orders.models.orders import Order, declared
from shouwang.market.orders.rules.notices import Verdict
from shouwang.market.orders.rules.states import PaymentState, RefundState

PAYMENT_WORDS = {"open": _("待付"), "paid": _("已付"), "closed": _("已关闭")}
REFUND_WORDS = {
    "owed": _("待退款"),
    "sent": _("已提交"),
    "done": _("已到账"),
    "failed": _("退款失败"),
}


class Payment(models.Model):
    """An attempt to pay an order through one gateway; `transaction` is the gateway's own number."""

    number = models.UUIDField(primary_key=True, editable=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="payments")
    gateway = models.CharField(_("支付方式"), max_length=12)
    amount_fen = models.BigIntegerField(_("金额（分）"))
    state = models.CharField(
        _("状态"), max_length=8, choices=declared(PaymentState, PAYMENT_WORDS), default="open"
    )
    transaction = models.CharField(_("支付流水号"), max_length=64, null=True)
    begun_at = models.DateTimeField(_("发起时间"))
    paid_at = models.DateTimeField(_("到账时间"), null=True)

    class Meta:
        verbose_name = _("付款")
        constraints = [
            models.UniqueConstraint(fields=["order", "gateway"], name="payment_each_gateway_once"),
            models.UniqueConstraint(
                fields=["gateway", "transaction"],
                condition=Q(transaction__isnull=False),
                name="payment_transaction_once",
            ),
            models.UniqueConstraint(
                fields=["order"], condition=Q(state="paid"), name="payment_paid_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in PaymentState]),
                name="payment_state_declared",
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="payment_amount"),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(transaction__isnull=False, paid_at__isnull=False),
                name="payment_paid_by_transaction",
            ),
        ]


class PaymentNotice(models.Model):
    """A call that said it came from a gateway, as it came, and what we made of it; only added.

    Forged, late, repeated and unknown ones too. `body` is encrypted: it may name who paid.
    `payment` is what the notice speaks of, whether or not there is such a payment.
    """

    gateway = models.CharField(_("支付方式"), max_length=12)
    received_at = models.DateTimeField(_("收到时间"))
    payment = models.UUIDField(_("付款"), null=True)
    transaction = models.CharField(_("支付流水号"), max_length=64, blank=True)
    amount_fen = models.BigIntegerField(_("金额（分）"), null=True)
    verdict = models.CharField(
        _("判定"), max_length=14, choices=[(one.value, one.value) for one in Verdict]
    )
    digest = models.CharField(_("内容摘要"), max_length=64)
    body = EncryptedTextField(_("内容"))

    class Meta:
        verbose_name = _("支付通知")
        indexes = [
            models.Index(fields=["payment"], name="notice_of_payment"),
            models.Index(
                fields=["-received_at"], condition=~Q(verdict="taken"), name="notice_not_taken"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=[one.value for one in Verdict]),
                name="notice_verdict_declared",
            ),
        ]


class Refund(models.Model):
    """Money owed back through the gateway it came by; `key` says once for what."""

    number = models.UUIDField(primary_key=True, editable=False)
    key = models.CharField(max_length=120, unique=True)
    order = models.ForeignKey(Order, models.PROTECT, related_name="refunds")
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds")
    gateway = models.CharField(_("支付方式"), max_length=12)
    transaction = models.CharField(_("支付流水号"), max_length=64)
    amount_fen = models.BigIntegerField(_("金额（分）"))
    why = models.CharField(_("原因"), max_length=16)
    state = models.CharField(
        _("状态"), max_length=8, choices=declared(RefundState, REFUND_WORDS), default="owed"
    )
    words = models.CharField(_("说明"), max_length=200, blank=True)
    owed_at = models.DateTimeField(_("应退时间"))
    done_at = models.DateTimeField(_("到账时间"), null=True)

    class Meta:
        verbose_name = _("退款")
        indexes = [
            models.Index(fields=["owed_at"], condition=~Q(state="done"), name="refund_to_execute")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in RefundState]),
                name="refund_state_declared",
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="refund_amount"),
        ]
