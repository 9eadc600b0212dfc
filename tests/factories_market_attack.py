"""One of everything on the market, of one buyer and one supplier, for those who try to reach it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from shouwang.market.catalogue.models import Picture
from shouwang.market.certification.models import Draft
from shouwang.market.members.models import Member
from shouwang.market.orders.models import InvoiceRequest, Order
from shouwang.market.orders.operations import aftersales, groups, reviewing, shipping
from shouwang.market.settlement.models import Payout
from shouwang.market.suppliers.models import Staff, Supplier
from tests import factories_market_supply as supply
from tests.factories_market_catalogue import a_product, a_variant
from tests.factories_market_orders import a_member, a_paid_order, an_order, stocked

PASS = "KQ7MZX2P"


@dataclass(frozen=True)
class Scene:
    """Who it belongs to, and by the name of an address what stands in it."""

    buyer: Member
    owner: Member
    supplier: Supplier
    arguments: dict[str, Sequence[object]]


def scene(superuser: psycopg.Connection) -> Scene:
    """Orders awaiting and sent, a claim, an invoice, a group; plots, batches, goods; committed."""
    supply.places(superuser)
    owner, buyer, now = supply.a_member(), a_member(), timezone.now()
    shop = supply.a_supplier(owner)
    link = supply.linked(superuser, shop.pk, pass_digest=make_password(PASS))
    plot = supply.a_plot(shop, link)
    batch, unfinished = supply.brought_in(shop, plot, 20_000), supply.a_batch(shop)
    product = a_product(shop)
    variant = stocked(50, a_variant(product))
    picture = Picture.objects.create(
        product=product, digest="a" * 64, width=1, height=1, alt="橙", position=1, added_at=now
    )
    awaiting, sent = an_order(buyer, variant, at=now), a_paid_order(buyer, variant, quantity=3)
    part, parcel, claim, invoice = sent.parts.get(), uuid4(), uuid4(), uuid4()
    line = part.lines.get()
    _sent(sent, parcel, claim, invoice)
    draft, payout, group = uuid4(), uuid4(), uuid4()
    Draft.objects.create(id=draft, supplier=shop, by=owner, saved_at=now)
    decided = {"state": "approved", "decided_by": owner, "decided_at": now}
    Payout.objects.create(id=payout, number=1, drawn_up_by=buyer, drawn_up_at=now, **decided)
    groups.open_group(
        group=group,
        supplier=shop.pk,
        variant=variant.pk,
        price_fen=100,
        threshold=20,
        deadline=now + timedelta(days=3),
        at=now,
    )
    arguments: dict[str, Sequence[object]] = {
        **dict.fromkeys(_OF_ORDER, (sent.pk,)),
        **{"pay": [awaiting.pk], "order_cancel": [awaiting.pk], "part_confirm": [part.pk]},
        **dict.fromkeys(("claim", "review", "line_split"), (line.pk,)),
        **dict.fromkeys(("claim_step", "claim_answer"), (claim,)),
        **{"supplier_part": [part.pk], "invoice_issue": [invoice], "group": [group]},
        **dict.fromkeys(_OF_PARCEL, (parcel,)),
        **dict.fromkeys(("batch", "batch_labels", "batch_work", "batch_listing"), (batch.pk,)),
        **dict.fromkeys(("intake_add", "batch_close", "batch_step"), (unfinished.pk,)),
        **dict.fromkeys(("supply_link", "plot_add", "link_label", "household_page"), (link,)),
        **dict.fromkeys(("plot_end", "input_add"), (plot.pk,)),
        **{"household_sold": [link, "2025-11"], "household_line": [link, line.pk]},
        "household_year": [link, 2025],
        **dict.fromkeys(_OF_GOODS, (product.pk,)),
        **{"goods_picture_remove": [picture.pk], "certification_submit": [draft]},
        **dict.fromkeys(
            ("certification_step", "certification_kept"),
            (draft, "price"),
        ),
        **dict.fromkeys(_OF_PAYOUT, (payout,)),
        **{"operator_member": [buyer.pk], "supplier_decide": [shop.pk], "name_unit": [uuid4()]},
        "supplier_staff_end": [Staff.objects.get(supplier=shop).pk],
    }
    return Scene(buyer, owner, shop, arguments)


_OF_ORDER = ("order", "order_receipt", "order_again", "order_invoice")
_OF_PARCEL = ("supplier_parcel", "parcel_delivered", "operator_parcel")
_OF_GOODS = ("goods_edit", "goods_variant", "goods_picture", "goods_sale")
_OF_PAYOUT = ("payout", "payout_decide", "payout_answer", "payout_csv", "payout_xlsx")


def _sent(order: Order, parcel: UUID, claim: UUID, invoice: UUID) -> None:
    """Two of three pieces arrived, one of them is asked back; an invoice is asked for."""
    part, now = order.parts.get(), timezone.now()
    line = part.lines.get()
    sending = {"carrier": "post", "tracking_number": "EM123456789CN", "pieces": {line.pk: 2}}
    shipping.ship(
        by=None, at=now, parcel=parcel, supplier=part.supplier_id, part=part.pk, **sending
    )
    shipping.deliver(parcel=parcel, at=now)
    asking = {"kind": "return", "pieces": 1, "reason": "damaged"}
    aftersales.ask(by=order.member, at=now, claim=claim, line=line.pk, **asking)
    reviewing.ask_invoice(
        by=order.member,
        at=now,
        request=invoice,
        order=order.pk,
        kind=InvoiceRequest.Kind.PERSON,
        title="个人",
        tax_number="",
    )
