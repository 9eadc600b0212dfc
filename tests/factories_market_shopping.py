"""A shopper who did everything once, and the address of every page that shoppers see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
from django.contrib.auth.hashers import make_password
from django.urls import reverse
from django.utils import timezone

from shouwang.bridge.models import Link
from shouwang.market.catalogue.models import Tier
from shouwang.market.catalogue.operations import put_on_sale
from shouwang.market.members.models import Member
from shouwang.market.orders.models import Line, Order
from shouwang.market.orders.operations import aftersales, ending, groups, shipping, units
from shouwang.market.supply.views.households import OPENED
from tests import factories_market_supply as supply
from tests.factories_market_catalogue import a_certificate, a_product, a_variant
from tests.factories_market_catalogue import a_supplier as a_shop
from tests.factories_market_orders import a_member, a_paid_order, an_order, in_cart, stocked

LONG = "瑞金市壬田镇洗心村红壤坡地老树脐橙精选礼盒（含保鲜袋与说明书）"


@dataclass(frozen=True)
class Shopping:
    """The shopper; the household's link; pages of everybody, of the shopper, of the household."""

    member: Member
    link: str
    public: dict[str, str]
    own: dict[str, str]
    household: dict[str, str]

    def opened(self) -> list[str]:
        """What the session holds when the household's page is open."""
        return [self.link, timezone.now().isoformat()]


def shopping(superuser: psycopg.Connection) -> Shopping:
    """Orders in every state, a request, a group, a unit, a batch with its household; committed."""
    supply.places(superuser)
    member, now = a_member(display_name="名字很长很长的一位买家同志"), timezone.now()
    product, orange, egg = _goods(superuser)
    awaiting = an_order(member, orange, at=now)
    expired = an_order(member, orange, at=now - timedelta(days=1))
    ending.expire(at=now)
    paid = a_paid_order(member, orange, egg, quantity=2)
    done = _delivered(a_paid_order(member, orange, quantity=3))
    group = uuid4()
    groups.open_group(
        group=group,
        supplier=orange.product.supplier_id,
        variant=orange.pk,
        price_fen=4980,
        threshold=20,
        deadline=now + timedelta(days=3),
        at=now,
    )
    units.found_unit(by=member, at=now, unit=uuid4(), name="瑞金市演示实验小学")
    in_cart(member, orange, egg, quantity=2, note="请放丰巢")
    code, link = _traced(superuser)
    orders = {"awaiting": awaiting, "expired": expired, "paid": paid, "done": done}
    return Shopping(
        member,
        str(link),
        _public(product, orange.product.supplier_id, code),
        _own(orders, group),
        {"household": reverse("household_page", args=[link])},
    )


def _public(product: int, supplier: UUID, code: str) -> dict[str, str]:
    """Pages that anybody opens."""
    return {
        "front": "/",
        "results": "/search/",
        "nothing": "/search/?q=zzzz",
        "product": reverse("product", args=[product]),
        "supplier": reverse("supplier_page", args=[supplier]),
        "empty_cart": reverse("cart"),
        "figures": reverse("figures"),
        "groups": reverse("groups"),
        "trace": reverse("trace", args=[code]),
        "trace_search": reverse("trace_search"),
        "certificate_check": reverse("certificate_check"),
        "log_in": reverse("member_log_in"),
        "sign_up": reverse("member_sign_up"),
        "household_sign_in": reverse("household_sign_in"),
    }


def _own(orders: Mapping[str, Order], group: UUID) -> dict[str, str]:
    """Pages of the member: each order's, and what belongs to them."""
    line = orders["done"].parts.get().lines.get().pk
    return {
        "cart": reverse("cart"),
        "checkout": reverse("checkout"),
        "pay": reverse("pay", args=[orders["awaiting"].pk]),
        "orders": reverse("orders"),
        "orders_over": reverse("orders") + "?standing=over",
        "orders_none": reverse("orders") + "?standing=to_receive",
        **{name: reverse("order", args=[order.pk]) for name, order in orders.items()},
        "receipt": reverse("order_receipt", args=[orders["done"].pk]),
        "claim": reverse("claim", args=[line]),
        "group": reverse("group", args=[group]),
        "units": reverse("units"),
    }


def _goods(superuser: psycopg.Connection):
    """A certified product with a lower price for more, on sale; and another supplier's."""
    shop = a_shop("瑞金市壬田镇洗心脐橙专业合作社")
    certificate = a_certificate(
        superuser, shop, LONG, valid_until=timezone.localdate() + timedelta(days=900)
    )
    product = a_product(shop, name=LONG, certificate=certificate, households=14)
    orange = stocked(50, a_variant(product, grade="特级"))
    Tier.objects.create(variant=orange, least=10, price_fen=5480)
    a_variant(product, title="尝鲜装", price_fen=1_234_500)
    put_on_sale(product=product, by=None, at=timezone.now())
    return product.pk, orange, stocked(50, a_variant(a_product(a_shop(), name="红心鸭蛋")))


def _delivered(order: Order) -> Order:
    """Sent in one parcel, arrived; one piece is asked back."""
    part, now = order.parts.get(), timezone.now()
    parcel = uuid4()
    shipping.ship(
        by=None,
        at=now,
        parcel=parcel,
        supplier=part.supplier_id,
        part=part.pk,
        carrier="post",
        tracking_number="EM123456789CN",
    )
    shipping.deliver(parcel=parcel, at=now)
    aftersales.ask(
        by=order.member,
        at=now,
        claim=uuid4(),
        line=Line.objects.get(supplier_order=part).pk,
        kind="return",
        pieces=1,
        reason="damaged",
    )
    return order


def _traced(superuser: psycopg.Connection) -> tuple[str, str]:
    """A closed batch of one household, and that household's link."""
    cooperative = supply.a_supplier(supply.a_member())
    link = supply.linked(
        superuser, cooperative.pk, pass_digest=make_password("KQ7MZX2P"), may_honour=True
    )
    batch = supply.brought_in(cooperative, supply.a_plot(cooperative, link), 20_000)
    return batch.code, str(Link.objects.get(pk=link).pk)


__all__ = ["OPENED", "Shopping", "shopping"]
