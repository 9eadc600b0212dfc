"""What is to be packed and what was sold: pages, paper, Excel; and who may see an address."""

import io
from uuid import uuid4

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from shouwang.market.orders.models import Order, Parcel, SupplierOrder
from shouwang.market.suppliers.models import Staff, Taking
from tests.factories_market_orders import AT, RECEIVER, a_member, a_paid_order, goods

pytestmark = pytest.mark.django_db
SENT = {"carrier": "post", "tracking_number": "EA123456789CN"}


def at_work(supplier, role="packer") -> Client:
    client, member = Client(), a_member()
    Staff.objects.create(member=member, supplier=supplier, role=role, began_at=AT)
    client.force_login(member)
    return client


def cells(answer) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    return book.get_sheet_by_index(0).to_python()


@pytest.fixture
def part() -> SupplierOrder:
    a_paid_order(a_member(), *goods(1), quantity=3)
    return SupplierOrder.objects.select_related("supplier", "order").get()


def test_the_packing_list_goes_to_excel_and_holds_no_formula(part):
    Order.objects.filter(pk=part.order_id).update(receiver="=HYPERLINK(1)")
    answer = at_work(part.supplier).get(reverse("supplier_orders"), {"format": "xlsx"})
    assert answer.headers["Cache-Control"] == "private, no-store"
    head, row = cells(answer)
    line = part.lines.get()
    said = dict(zip(head, row, strict=True))
    assert (said["商品"], said["规格"], said["应发件数"]) == (line.title, line.variant.title, 3)
    assert (said["收货人"], said["电话"]) == ("=HYPERLINK(1)", RECEIVER.telephone)
    assert said["地址"] == f"江西 {RECEIVER.address}"


def test_slips_come_with_a_picking_list_and_an_address_label(part):
    packer = at_work(part.supplier)
    page = packer.get(reverse("packing_slips")).content.decode()
    assert "拣货单" in page
    assert "江西 象湖镇中山路1号" in page
    assert "style=" not in page
    one = packer.get(reverse("packing_slips"), {"part": part.pk}).content.decode()
    assert "拣货单" not in one.split("<article")[1]
    assert RECEIVER.address in one
    assert packer.get(reverse("packing_slips"), {"part": "x"}).status_code == 404


def test_what_was_sold_is_listed_with_masked_receivers(part, django_assert_max_num_queries):
    packer = at_work(part.supplier)
    with django_assert_max_num_queries(10):
        page = packer.get(reverse("supplier_sold")).content.decode()
    assert part.lines.get().title in page
    assert RECEIVER.telephone not in page
    assert RECEIVER.address not in page
    [_head, row] = cells(packer.get(reverse("supplier_sold"), {"format": "xlsx"}))
    assert (row[4], row[6], row[12], row[13]) == (3, 179.4, "李*", "139****0000")
    for nothing in ({"state": "delivered"}, {"until": "2020-01-01"}, {"since": "2099-01-01"}):
        assert (
            "没有符合条件的订单" in packer.get(reverse("supplier_sold"), nothing).content.decode()
        )
    day = timezone.localdate(AT).isoformat()
    found = packer.get(reverse("supplier_sold"), {"since": day, "until": day}).content.decode()
    assert part.lines.get().title in found


def test_addresses_are_for_those_who_pack_and_for_as_long_as_they_do(part):
    for role, status in (("collector", 403), ("manager", 200)):
        member = at_work(part.supplier, role)
        for name in ("supplier_orders", "packing_slips", "supplier_sold"):
            assert member.get(reverse(name)).status_code == status
    packer, address = at_work(part.supplier), reverse("supplier_part", args=[part.pk])
    assert RECEIVER.telephone in packer.get(address).content.decode()
    line = part.lines.get()
    packer.post(address, {**SENT, "parcel": uuid4(), f"line-{line.pk}": "3"})
    packer.post(reverse("parcel_delivered", args=[Parcel.objects.get().pk]))
    page = packer.get(address).content.decode()
    assert RECEIVER.telephone not in page
    assert packer.get(reverse("packing_slips"), {"part": part.pk}).status_code == 404


def test_what_is_taken_is_written_down_for_the_operator(part):
    packer = at_work(part.supplier)
    for address, given in (
        ("supplier_orders", {"format": "xlsx"}),
        ("supplier_sold", {"format": "xlsx"}),
        ("packing_slips", {"part": part.pk}),
    ):
        assert b"".join(packer.get(reverse(address), given))
    kinds = ["packing", "sold", "slips"]
    rows = Taking.objects.order_by("pk").values_list("kind", "rows", "supplier", "about")
    abouts = ["", "", str(part.pk)[:8]]
    assert list(rows) == [
        (kind, 1, part.supplier_id, about) for kind, about in zip(kinds, abouts, strict=True)
    ]
    operator = Client()
    operator.force_login(a_member(is_operator=True))
    page = operator.get(reverse("operator_takings")).content.decode()
    assert page.count(f'<td data-label="主体">{part.supplier.name}</td>') == 3
    only = operator.get(reverse("operator_takings"), {"kind": "slips", "q": part.supplier.name})
    assert only.content.decode().count("<tbody>") == 1
    assert packer.get(reverse("operator_takings")).status_code == 403
    with pytest.raises(ProgrammingError), transaction.atomic():
        Taking.objects.all().delete()


def test_a_refused_parcel_comes_back_as_it_was_typed(part):
    packer, address = at_work(part.supplier), reverse("supplier_part", args=[part.pk])
    given = {**SENT, "parcel": uuid4(), f"line-{part.lines.get().pk}": "9", "line-x": "1"}
    answer = packer.post(address, given)
    assert answer.status_code == 422
    assert 'value="9"' in answer.content.decode()


def test_the_list_has_pages(part, django_assert_max_num_queries):
    variant = part.lines.get().variant
    a_paid_order(a_member(), variant)
    packer = at_work(part.supplier)
    with django_assert_max_num_queries(10):
        page = packer.get(reverse("supplier_orders"), {"page": "7"}).content.decode()
    assert page.count("去发货") == 2
