"""Parcels followed step by step: each step once, in its order, and what follows from it."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shouwang.ledger import queries as ledger
from shouwang.market.orders.errors import OrderUnknown
from shouwang.market.orders.models import Line, Parcel, Refund, SupplierOrder, Tracking
from shouwang.market.orders.operations import aftersales, shipping
from shouwang.market.orders.operations.following import follow
from shouwang.market.orders.rules.states import Seen
from shouwang.market.suppliers.models import Staff
from tests.factories_market_orders import AT, a_member, a_paid_order, goods

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def parcel() -> Parcel:
    a_paid_order(a_member(), *goods(1), quantity=2)
    return sent(SupplierOrder.objects.get())


def sent(part: SupplierOrder, at=AT) -> Parcel:
    number = uuid4()
    reading = shipping.ship(
        by=None,
        at=at,
        parcel=number,
        supplier=part.supplier_id,
        part=part.pk,
        carrier="sf",
        tracking_number="SF1234567890",
    )
    assert reading.value is not None, reading.findings
    return reading.value


def entered(parcel: Parcel, step: Seen, seen_at, act: UUID | None = None, **given):
    return follow(
        by=a_member(),
        at=AT + 9 * DAY,
        act=act or uuid4(),
        parcel=parcel.pk,
        step=step,
        seen_at=seen_at,
        supplier=parcel.supplier_order.supplier_id,
        **given,
    )


def test_steps_are_kept_once_and_shown_in_their_order(parcel):
    act = uuid4()
    for _twice in range(2):
        entered(parcel, Seen.UNDER_WAY, AT + 2 * HOUR, act, text="赣州转运中心")
    entered(parcel, Seen.ACCEPTED, AT + HOUR)
    order = parcel.supplier_order.order
    client = Client()
    client.force_login(order.member)
    page = client.get(reverse("order", args=[order.pk])).content.decode()
    assert page.count("赣州转运中心") == 1
    assert "快递已揽收" in page
    steps = list(Tracking.objects.order_by("at").values_list("step", flat=True))
    assert steps == [Seen.ACCEPTED, Seen.UNDER_WAY]


def test_signed_for_is_delivered_from_the_day_it_was_entered(parcel):
    entered(parcel, Seen.SIGNED, AT + DAY)
    line, part = Line.objects.get(), SupplierOrder.objects.get()
    assert (line.delivered, part.state) == (2, "delivered")
    assert line.delivered_at == AT + 9 * DAY
    again = entered(parcel, Seen.SIGNED, AT + DAY)
    assert again.value is None


def test_a_refused_parcel_comes_back_and_is_sent_again(parcel):
    entered(parcel, Seen.REFUSED, AT + DAY)
    assert shipping.assume_delivered(at=AT + 100 * DAY) == 0
    entered(parcel, Seen.RETURNED, AT + 2 * DAY)
    line, part = Line.objects.get(), SupplierOrder.objects.get()
    assert (line.shipped, line.to_ship, part.state) == (0, 2, "to_pack")
    again = sent(part, AT + 3 * DAY)
    entered(again, Seen.SIGNED, AT + 4 * DAY)
    part.refresh_from_db()
    assert part.state == "delivered"


@pytest.mark.parametrize(
    ("reason", "state", "is_freight_back"),
    [("changed_mind", "done", False), ("spoiled", "refunded", True)],
)
def test_what_came_back_may_be_cancelled(parcel, reason, state, is_freight_back):
    entered(parcel, Seen.REFUSED, AT + DAY)
    entered(parcel, Seen.RETURNED, AT + 2 * DAY)
    order = parcel.supplier_order.order
    asked = aftersales.ask(
        by=order.member,
        at=AT + 3 * DAY,
        claim=uuid4(),
        line=Line.objects.get().pk,
        kind="cancel",
        pieces=2,
        reason=reason,
        words="",
    )
    assert asked.value is not None, asked.findings
    order.refresh_from_db()
    part = SupplierOrder.objects.get()
    assert (order.state, part.state) == (state, "cancelled")
    freight = part.freight_fen
    back = freight if is_freight_back else 0
    assert freight > 0
    assert part.freight_refunded_fen == back
    assert Refund.objects.get().amount_fen == order.goods_fen + back
    assert ledger.balance(f"payable:{part.supplier_id}").posted == freight - back
    assert ledger.balance(f"freight:{part.supplier_id}").posted == 0
    assert ledger.verify() == []


@pytest.mark.parametrize(
    ("step", "seen_at", "words"),
    [
        (Seen.ACCEPTED, AT + 99 * DAY, "时间在现在之后"),
        (Seen.ACCEPTED, AT - DAY, "时间早于发货时间"),
        (Seen.SIGNED, AT + HOUR, "时间早于已登记的物流动态"),
        (Seen.RETURNED, AT + 3 * HOUR, "现在不能登记这一步"),
    ],
)
def test_what_cannot_be_is_refused(parcel, step, seen_at, words):
    entered(parcel, Seen.UNDER_WAY, AT + 2 * HOUR)
    reading = entered(parcel, step, seen_at)
    assert reading.value is None
    assert words in reading.findings[0].message


def test_the_parcel_of_another_is_unknown(parcel):
    with pytest.raises(OrderUnknown):
        follow(
            by=a_member(),
            at=AT,
            act=uuid4(),
            parcel=parcel.pk,
            step=Seen.ACCEPTED,
            seen_at=AT,
            supplier=uuid4(),
        )


def test_staff_and_operator_enter_steps_on_their_pages(parcel, django_assert_max_num_queries):
    supplier = parcel.supplier_order.supplier
    packer, operator = a_member(), a_member(is_operator=True)
    Staff.objects.create(member=packer, supplier=supplier, role="packer", began_at=AT)
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    steps = {packer: ("supplier_parcel", "accepted"), operator: ("operator_parcel", "at_pickup")}
    for member, (name, step) in steps.items():
        client, address = Client(), reverse(name, args=[parcel.pk])
        client.force_login(member)
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200
        given = {"act": uuid4(), "step": step, "seen_at": now, "text": "城南驿站"}
        assert client.post(address, {**given, "step": "returned"}).status_code == 422
        assert client.post(address, given).status_code == 302
        assert client.post(address, given).status_code == 302
    assert Tracking.objects.count() == 2
    with django_assert_max_num_queries(12):
        page = client.get(reverse("operator_parcels"), {"q": "SF123"}).content.decode()
    assert "城南驿站" in page
    assert "没有在途的包裹" in client.get(reverse("operator_parcels"), {"q": "X"}).content.decode()
    client.force_login(a_member())
    assert client.get(reverse("operator_parcels")).status_code == 403
    assert client.get(reverse("supplier_parcel", args=[parcel.pk])).status_code == 403
