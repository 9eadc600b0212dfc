"""A cart with today's prices."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from shouwang.ledger import queries as ledger
from shouwang.market.catalogue.queries import Offer, offers
from shouwang.market.members.models import Member
from shouwang.market.orders.models import CartLine
from shouwang.market.orders.rules.amounts import Wanted
from shouwang.market.supply.rules import stock_account


def cart_lines(
    *, member: Member | None, cart: UUID | None = None, at: datetime
) -> tuple[Wanted, ...]:
    """The lines as they would be bought now; two statements. Those whose variant is gone go too."""
    lines = CartLine.objects.order_by("added_at", "pk")
    if member is not None:
        lines = lines.filter(cart__member=member)
    elif cart is not None:
        lines = lines.filter(cart=cart, cart__member=None)
    else:
        return ()
    rows = list(lines.values_list("pk", "variant_id", "quantity", "note"))
    if not rows:
        return ()
    offered = offers({variant for _, variant, _, _ in rows}, on=timezone.localdate(at))
    return tuple(
        wanted(offered[variant], quantity, note, line)
        for line, variant, quantity, note in rows
        if variant in offered
    )


def wanted(offer: Offer, quantity: int, note: str = "", line: int = 0) -> Wanted:
    """So many of what is offered."""
    return Wanted(
        variant=offer.variant,
        product=offer.product,
        supplier=offer.supplier,
        supplier_name=offer.supplier_name,
        title=f"{offer.name} {offer.title}",
        quantity=quantity,
        price_fen=offer.price_fen,
        grams=offer.grams,
        gross_grams=offer.gross_grams,
        note=note,
        batch=offer.batch,
        tiers=tuple((step.least, step.price_fen) for step in offer.steps),
        is_on_sale=offer.is_sellable,
        line=line,
    )


def left(variants: Sequence[int]) -> dict[int, int]:
    """How many of each variant can be bought now; one statement."""
    codes = {stock_account(variant): variant for variant in variants}
    return {codes[code]: found.available for code, found in ledger.balances(codes).items()}


def cart_count(*, member: Member | None, cart: UUID | None) -> int:
    """How many lines a cart has, for the head of the page."""
    if member is None and cart is None:
        return 0
    own = {"cart__member": member} if member is not None else {"cart": cart, "cart__member": None}
    return CartLine.objects.filter(**own).count()
