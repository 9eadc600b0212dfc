"""An order in a group: of one variant, at the group's price, paid before its deadline."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from shouwang.kernel.findings import Reading, refused
from shouwang.market.catalogue.queries import offers
from shouwang.market.members.models import Member
from shouwang.market.orders.models import GroupBuy
from shouwang.market.orders.operations.placing import (
    Joining,
    Placed,
    Receiver,
    known_as,
    place_lines,
)
from shouwang.market.orders.policy import terms
from shouwang.market.orders.queries.carts import wanted
from shouwang.market.orders.rules.amounts import bill
from shouwang.market.orders.rules.states import GroupState


def join_group(
    *,
    by: Member,
    at: datetime,
    number: UUID,
    group: UUID,
    pieces: int,
    receiver: Receiver,
    gateway: str,
) -> Reading[Placed]:
    """Place an order in a group that is open; the same number again is the same order."""
    if known := known_as(by, number):
        return known
    found = GroupBuy.objects.filter(pk=group).first()
    if found is None or found.state == GroupState.FAILED or found.deadline <= at:
        return refused("over", "这个团已经截止，不能再参加。")
    if not 1 <= pieces <= 999:
        return refused("pieces", "件数填1到999。")
    offer = offers([found.variant_id], on=timezone.localdate(at)).get(found.variant_id)
    if offer is None or not offer.is_sellable:
        return refused("gone", "这件商品已经下架。")
    line = replace(wanted(offer, pieces), price_fen=found.price_fen, tiers=())
    whole = bill([line], terms(at).freight(receiver.province))
    joining = Joining(group=group, before=found.deadline)
    return place_lines(by, at, number, receiver, gateway, [line], whole, joining)
