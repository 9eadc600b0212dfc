"""The shoppers' half: a year of orders, parcels, requests, reviews; settled month by month."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from shouwang.demo.market import selling
from shouwang.demo.market.goods import BUYERS, OPERATORS, Buyer, number
from shouwang.demo.market.selling import Offered
from shouwang.market.catalogue import operations as catalogue
from shouwang.market.members.models import Member
from shouwang.market.orders.gateways import testing
from shouwang.market.orders.models import GroupBuy, Order, Unit
from shouwang.market.orders.operations import (
    aftersales,
    carting,
    groups,
    paying,
    reviewing,
    shipping,
    units,
)
from shouwang.market.orders.operations.placing import Receiver, payment_of, place
from shouwang.market.settlement import operations as settlement
from shouwang.market.settlement.models import Payout

GATEWAY = "testing"
DAYS, EVERY = 360, 2  # an order or two every other day
SEED = 2024
_GROUP = number("group", "open")  # the last thing that loading makes: it says that all is there
UNITS_BUY = 12  # at most so many pieces; a person buys a few
_WORDS = (
    (5, "果子甜，皮薄，坏果也赔了。"),
    (5, "包装结实，一个没碰坏。"),
    (4, "味道正，物流慢了一天。"),
    (5, "食堂都说好，下月还订。"),
    (4, "和描述一样，分量足。"),
    (3, "个头不太匀，味道可以。"),
)


@dataclass(frozen=True, slots=True)
class Shopper:
    """A buyer with the account, and the unit it may buy for."""

    buyer: Buyer
    member: Member
    unit: Unit | None

    @property
    def receiver(self) -> Receiver:
        """To whom parcels go."""
        return Receiver(
            self.buyer.display_name, "13800000000", self.buyer.province, self.buyer.address
        )


def load(*, at: datetime) -> int:
    """The year of orders until `at`; how many there are. Called again, it completes what lacks."""
    offered = selling.load(at=at)
    shoppers = _shoppers(at)
    chance = random.Random(SEED)
    month = None
    for days in range(DAYS, 3, -EVERY):
        today = selling.nine(at, days)
        if month not in (None, today.month):
            _month_ends(today)
        month = today.month
        for turn in range(chance.choice((1, 1, 2))):
            _order(chance, shoppers, offered, today, f"{DAYS - days}-{turn}")
    _month_ends(at)
    catalogue.refresh_words(at=at)
    _open_group(offered, at)
    return Order.objects.filter(is_demonstration=True).count()


def duty(*, at: datetime) -> int:
    """What the clockwork calls first: the whole demonstration, once; nothing afterwards."""
    return 0 if GroupBuy.objects.filter(pk=_GROUP).exists() else load(at=at)


def _open_group(offered: Sequence[Offered], at: datetime) -> None:
    """One offer to buy together that is still open."""
    one = next(one for one in offered if one.good.crop == "honey")
    made = groups.open_group(
        group=_GROUP,
        supplier=one.supplier.pk,
        variant=one.variant,
        price_fen=one.good.packages[0].price_fen * 9 // 10,
        threshold=20,
        deadline=at + timedelta(days=14),
        at=at,
    )
    if made.value is None:
        raise RuntimeError(made.findings[0].message)


def _shoppers(at: datetime) -> list[Shopper]:
    began = selling.nine(at, selling.BEGAN)
    found = []
    for buyer in BUYERS:
        member = selling.member(buyer.username, buyer.display_name, began)
        found.append(Shopper(buyer, member, _unit(buyer, member, began, at)))
    return found


def _unit(buyer: Buyer, member: Member, began: datetime, at: datetime) -> Unit | None:
    if not buyer.unit:
        return None
    key = number("unit", buyer.unit)
    unit = Unit.objects.filter(pk=key).first()
    if unit is None:
        made = units.found_unit(by=member, at=began, unit=key, name=buyer.unit)
        if made.value is None:
            raise RuntimeError(made.findings[0].message)
        unit = made.value[0]
    units.pledge(
        by=member,
        at=began,
        pledge=number("pledge", buyer.unit),
        unit=unit.pk,
        year=timezone.localdate(at).year,
        amount_fen=5_000_000,
    )
    return unit


def _order(
    chance: random.Random,
    shoppers: Sequence[Shopper],
    offered: Sequence[Offered],
    at: datetime,
    name: str,
) -> None:
    """One order from the cart to its review; drawn whole even where nothing is on sale yet."""
    shopper = chance.choice(shoppers)
    lines = chance.sample(range(len(offered)), chance.choice((1, 1, 2, 3)))
    most = UNITS_BUY if shopper.unit else 3
    wanted = [(offered[index], chance.randint(1, most)) for index in lines]
    asks_back, stars = chance.random() < 0.04, chance.choice(_WORDS)
    reviews = chance.random() < 0.5
    wanted = [(one, pieces) for one, pieces in wanted if one.from_on < at and _sold(one, at)]
    order = number("order", name)
    if not wanted or Order.objects.filter(pk=order, state__in=("done", "refunded")).exists():
        return
    if not Order.objects.filter(pk=order).exists() and not _place(shopper, wanted, order, at):
        return
    _pay(order, at + timedelta(minutes=3))
    _send(order, at)
    _afterwards(shopper, order, at, stars if reviews else None, asks_back=asks_back)


def _sold(one: Offered, at: datetime) -> bool:
    """Whether its season, where it has one, is on; oranges are not sent in summer."""
    if one.good.season is None:
        return True
    first, last = one.good.season
    month = timezone.localdate(at).month
    return first <= month <= last if first <= last else month >= first or month <= last


def _place(
    shopper: Shopper, wanted: Sequence[tuple[Offered, int]], order: UUID, at: datetime
) -> bool:
    cart = carting.cart_for(member=shopper.member, cart=None, at=at)
    for one, pieces in wanted:
        carting.add(cart=cart, variant=one.variant, quantity=pieces, note="", at=at)
    placed = place(
        by=shopper.member,
        at=at,
        number=order,
        receiver=shopper.receiver,
        gateway=GATEWAY,
        unit=shopper.unit.pk if shopper.unit else None,
    )
    return placed.value is not None


def _pay(order: UUID, at: datetime) -> None:
    found = Order.objects.get(pk=order)
    if found.paid_at is None:
        headers, body = testing.signed(payment_of(found.pk, GATEWAY), found.total_fen, at)
        paying.receive(gateway=GATEWAY, headers=headers, body=body, at=at)


def _send(order: UUID, at: datetime) -> None:
    for part in Order.objects.get(pk=order).parts.order_by("pk"):
        parcel = number("parcel", part.pk)
        shipping.ship(
            by=None,
            at=at + timedelta(days=1),
            parcel=parcel,
            supplier=part.supplier_id,
            part=part.pk,
            carrier="post",
            tracking_number=f"EM{parcel.int % 10**9:09d}CN",
        )
        shipping.deliver(parcel=parcel, at=at + timedelta(days=3))


def _afterwards(
    shopper: Shopper,
    order: UUID,
    at: datetime,
    said: tuple[int, str] | None,
    *,
    asks_back: bool,
) -> None:
    line = Order.objects.get(pk=order).parts.order_by("pk")[0].lines.order_by("place")[0]
    if said is not None:
        reviewing.review(
            by=shopper.member,
            at=at + timedelta(days=4),
            line=line.pk,
            stars=said[0],
            words=said[1],
        )
    if asks_back:
        claim = number("claim", order)
        aftersales.ask(
            by=shopper.member,
            at=at + timedelta(days=4),
            claim=claim,
            line=line.pk,
            kind="refund",
            pieces=1,
            reason="damaged",
        )
        aftersales.answer(
            by=None,
            supplier=line.supplier_order.supplier_id,
            at=at + timedelta(days=5),
            claim=claim,
            agrees=True,
        )


def _month_ends(at: datetime) -> None:
    """Attribute and release what is ripe; pay it out by two people, the bank takes all."""
    settlement.contract(at=at)
    settlement.settle(at=at)
    payout = number("payout", f"{at:%Y-%m}")
    by, checked_by = (Member.objects.get(username=name) for name, _ in OPERATORS)
    if settlement.draw_up(by=by, at=at, payout=payout).value is None:
        return
    settlement.approve(by=checked_by, at=at, payout=payout)
    lines = Payout.objects.get(pk=payout).lines.values_list("place", flat=True)
    settlement.answered(
        at=at + timedelta(days=1),
        payout=payout,
        answers=[settlement.Answer(place, is_accepted=True) for place in lines],
    )
