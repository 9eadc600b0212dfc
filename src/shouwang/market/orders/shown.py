"""What pages show of an order: its steps and its history in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from shouwang.market.orders.models import Order, OrderEvent

_PASSED = {
    "awaiting": 1,
    "grouped": 2,
    "paid": 2,
    "done": 5,
    "expired": 1,
    "cancelled": 1,
    "refunded": 5,
}


def steps(order: Order) -> list[dict[str, str]]:
    """Placed, paid, sent, arrived: for the bar on top of an order."""
    parts = list(order.parts.all())
    sent = all(part.state in ("shipped", "delivered", "cancelled") for part in parts)
    passed = _PASSED[order.state]
    if order.state == "paid" and sent:
        passed = 3
    labels = [_("下单"), _("付款"), _("发货"), _("收货")]
    return [{"label": label, "state": _state(place, passed)} for place, label in enumerate(labels)]


def _state(place: int, passed: int) -> str:
    if place < passed:
        return "done"
    return "current" if place == passed else "todo"


def entries(events: Iterable[OrderEvent]) -> list[dict[str, object]]:
    """What happened, for a timeline."""
    return [{"at": event.at, "title": _words(event.kind)} for event in events]


def _words(kind: str) -> str:
    known = {
        "placed": _("提交订单"),
        "paid": _("付款到账"),
        "expired": _("超时未付，订单关闭"),
        "cancelled": _("订单取消"),
        "group_reached": _("成团，开始发货"),
        "shipped": _("发出包裹"),
        "delivered": _("包裹送达"),
        "parcel_refused": _("包裹被拒收，退回途中"),
        "parcel_returned": _("包裹退回商家，可以重发或取消"),
        "refund_owed": _("登记退款"),
        "refund_done": _("退款到账"),
        "refund_failed": _("退款没有成功，运营人员会处理"),
        "cancel_asked": _("取消还没有发的商品"),
        "refund_asked": _("申请退款"),
        "return_asked": _("申请退货退款"),
        "replace_asked": _("申请换货"),
        "claim_agreed": _("商家同意售后申请"),
        "claim_refused": _("商家没有同意售后申请"),
        "claim_sent_back": _("买家寄回商品"),
        "claim_received_back": _("商家收到寄回的商品"),
        "claim_withdrawn": _("撤回售后申请"),
    }
    return known.get(kind, kind)


def verdict_words(verdict: str) -> str:
    """What became of a notice, for the operator."""
    known = {
        "late": _("迟到：已登记退款"),
        "paid_twice": _("重复付款：已登记退款"),
        "wrong_amount": _("金额不符：已登记退款"),
        "unknown": _("没有对应的付款或退款"),
        "forged": _("签名不对，疑似伪造"),
        "unreadable": _("签名正确，内容看不懂"),
    }
    return known.get(verdict, verdict)


def why_words(why: str) -> str:
    """Why money is owed back."""
    known = {
        "cancel": _("发货前取消"),
        "refund": _("售后退款"),
        "return": _("退货退款"),
        "group": _("没有成团"),
    }
    return known.get(why) or verdict_words(why)
