"""What pages show of an order: its steps and its history in words, what it brings households."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shouwang.market.catalogue.queries import Agreed, Thumb, shares_agreed, thumbs
from shouwang.market.orders.models import Order, OrderEvent
from shouwang.market.orders.policy import terms, words
from shouwang.market.orders.rules.amounts import Bill, Wanted

HOME = "360000"  # the province that parcels are thought to go to until somebody says another

_PASSED = {
    "awaiting": 1,
    "grouped": 2,
    "paid": 2,
    "done": 5,
    "expired": 1,
    "cancelled": 1,
    "refunded": 5,
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a cart or a bill: what one piece costs, all of it, how many are left, a picture."""

    line: Wanted
    price_fen: int
    left: int | None
    thumb: Thumb | None

    @property
    def sum_fen(self) -> int:
        """All its pieces."""
        return self.price_fen * self.line.quantity

    @property
    def next_step(self) -> tuple[int, int] | None:
        """The nearest lower price: from so many pieces, so many fen."""
        further = [step for step in self.line.tiers if step[1] < self.price_fen]
        return min(further, default=None)


def rows(bill: Bill, left: dict[int, int] | None = None) -> list[dict[str, Any]]:
    """The bill's parts, each with its rows; two statements for the pictures."""
    bought = [line.variant for part in bill.parts for line, _price in part.lines]
    shown, known = thumbs(bought), left or {}
    return [
        {
            "part": part,
            "rows": [
                Row(line, price, known.get(line.variant), shown.get(line.variant))
                for line, price in part.lines
            ],
        }
        for part in bill.parts
    ]


def helps(bought: Sequence[tuple[UUID, UUID | None, int]], at: datetime) -> Agreed:
    """What of lines (supplier, batch, fen) falls to households, in fen; one statement at most.

    As settlement splits it when nothing comes back: line by line. Goods without a batch are
    nobody's harvest. What is for work is paid where work on the batch was written down.
    """
    traced = [(supplier, fen) for supplier, batch, fen in bought if batch is not None and fen > 0]
    if not traced:
        return Agreed()
    shares = shares_agreed({supplier for supplier, _fen in traced}, on=timezone.localdate(at))
    parts = [shares.get(supplier, Agreed()).of(fen) for supplier, fen in traced]
    return Agreed(sum(one.goods for one in parts), sum(one.work for one in parts))


def bill_helps(bill: Bill, at: datetime) -> Agreed:
    """What of a bill falls to households."""
    return helps(
        [
            (part.supplier, line.batch, price * line.quantity)
            for part in bill.parts
            for line, price in part.lines
        ],
        at,
    )


def order_helps(order: Order) -> Agreed:
    """What of an order falls to households, less what went back."""
    return helps(
        [
            (part.supplier_id, line.batch, line.amount_fen - line.refunded_fen)
            for part in order.parts.all()
            for line in part.lines.all()
        ],
        order.placed_at,
    )


def freight_from(grams: int, fen: int, at: datetime, province: str = HOME) -> dict[str, Any]:
    """What sending one piece of so many grams costs at least, for the page of a product."""
    found = terms(at).freight(province)
    return {
        "freight_province": words("order_provinces", get_language() or "zh").get(province, ""),
        "freight_fen": found.of(grams, fen),
        "freight_free_fen": found.free_fen,
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


def standings() -> list[tuple[str, str]]:
    """How a buyer looks for orders, with words; "" is all of them."""
    return [
        ("", _("全部")),
        ("awaiting", _("待付款")),
        ("to_send", _("待发货")),
        ("to_receive", _("待收货")),
        ("done", _("已完成")),
        ("over", _("退款和关闭")),
    ]


def saying(order: Order) -> str:
    """What the state means and what comes next, in a sentence."""
    known = {
        "grouped": _("付款已经收到。成团后商家发货；到期没有成团，付的钱原路退回。"),
        "done": _("货已收到。有问题，可以在售后期限内申请。"),
        "expired": _("超时没有付款，订单已经关闭，没有扣款。想要的话可以再买一次。"),
        "cancelled": _("订单已经取消，没有扣款。"),
        "refunded": _("付的钱已经全部退回或正在退回，见下面的退款。"),
    }
    if order.state == "done" and all(part.state == "cancelled" for part in order.parts.all()):
        return _("货没有收下，货款退回。不是商家的原因，寄出的运费不退。")
    if order.state != "paid":
        return known.get(order.state, "")
    states = {part.state for part in order.parts.all()}
    if states & {"shipped", "partly_shipped"}:
        return _("包裹在路上。收到并看过货，再点“确认收货”。")
    return _("付款已经收到，等商家发货。")


def _state(place: int, passed: int) -> str:
    if place < passed:
        return "done"
    return "current" if place == passed else "todo"


def entries(events: Iterable[OrderEvent]) -> list[dict[str, object]]:
    """What happened, for a timeline."""
    return [{"at": event.at, "title": _words(event.kind)} for event in events]


def _words(kind: str) -> str:
    known = {
        "placed": _("已下单"),
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
