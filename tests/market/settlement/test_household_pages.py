"""What a household reads of its money: sums by month, their lines, how each came to be."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.db.models import Sum
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shouwang.bridge.models import Attribution, Link
from shouwang.market.orders.models import Line
from shouwang.market.settlement import operations
from shouwang.market.settlement.models import Share, Split
from shouwang.market.settlement.queries import statement
from shouwang.market.supply.queries import brought, payments, sold_lines
from shouwang.market.supply.views.households import OPENED
from tests.factories_market_settlement import delivered

AT = datetime(2026, 5, 20, 2, tzinfo=UTC)
MONTH = AT.date().replace(day=1)


@pytest.fixture(autouse=True)
def goods(committed, superuser):
    delivered(superuser, at=AT, lines=60)
    operations.contract(at=AT)


@pytest.fixture
def link() -> UUID:
    return Attribution.objects.order_by("link_id").values_list("link_id", flat=True)[0]


@pytest.fixture
def phone(link) -> Client:
    client = Client()
    session = client.session
    session[OPENED] = [str(link), timezone.now().isoformat()]
    session.save()
    return client


def written(fen: int) -> str:
    return f"{fen // 100:,}".replace(",", "\u202f") + f".{fen % 100:02}"


def read(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_sold_waits_until_it_is_settled_and_is_never_counted_twice(link, phone):
    waiting = brought(link, settled=False)
    assert waiting
    assert brought(link, settled=True) == []
    assert written(sum(one.fen for one in waiting)) in read(phone, "household_page", link)
    operations.settle(at=AT)
    assert brought(link, settled=False) == []
    rows = Attribution.objects.filter(link=link, stage="delivered")
    settled = brought(link, settled=True)
    assert sum(one.fen for one in settled) == rows.aggregate(fen=Sum("fen"))["fen"]
    assert sum(one.grams for one in settled) == rows.aggregate(g=Sum("grams"))["g"]


def test_each_sum_leads_to_its_lines_and_each_line_is_explained(link, phone):
    operations.settle(at=AT)
    assert reverse("household_sold", args=[link, "2026-05"]) in read(phone, "household_page", link)
    sold = read(phone, "household_sold", link, "2026-05")
    for one in sold_lines(link, MONTH, settled=True):
        assert written(one.fen) in sold
        told = read(phone, "household_line", link, one.order_line)
        share = Share.objects.get(line=one.order_line, link=link, stage="delivered")
        assert written(share.fen) in told
        others = Link.objects.exclude(pk=link).values_list("number", flat=True)
        assert not any(number in told for number in others)


def test_the_year_on_paper_agrees_with_the_books(link, phone):
    operations.settle(at=AT)
    told = statement(link, 2026)
    rows = Attribution.objects.filter(link=link, stage="delivered")
    assert told.whole_fen == rows.aggregate(fen=Sum("fen"))["fen"] == told.credited_fen
    assert (told.before_fen, told.paid_fen, told.unclaimed_fen) == (0, 0, 0)
    assert told.left_fen == payments(link).balance.posted
    assert reverse("household_year", args=[link, timezone.localdate().year]) in read(
        phone, "household_page", link
    )
    paper = read(phone, "household_year", link, 2026)
    assert all(written(fen) in paper for fen in (told.whole_fen, told.left_fen))
    goods = rows.order_by("pk")[0]
    back = {goods.order_line: Split.objects.get(line=goods.order_line, stage="delivered").net_fen}
    with transaction.atomic():
        operations.reverse(lines=back, key="back", at=AT)
    again = statement(link, 2026)
    taken = rows.filter(order_line=goods.order_line, fen__lt=0).aggregate(fen=Sum("fen"))["fen"]
    assert again.whole_fen == told.whole_fen + taken
    assert again.left_fen == payments(link).balance.posted
    assert phone.get(reverse("household_year", args=[link, 2019])).status_code == 404
    other = Link.objects.exclude(pk=link).order_by("number")[0].pk
    closed = phone.get(reverse("household_year", args=[other, 2026]))
    assert closed.url == reverse("household_sign_in")


def test_what_is_somebody_elses_stays_shut(link, phone):
    operations.settle(at=AT)
    other = Link.objects.exclude(pk=link).order_by("number")[0].pk
    closed = reverse("household_sign_in")
    assert phone.get(reverse("household_sold", args=[other, "2026-05"])).url == closed
    line = sold_lines(link, MONTH, settled=True)[0].order_line
    assert phone.get(reverse("household_line", args=[other, line])).url == closed
    assert Client().get(reverse("household_line", args=[link, line])).url == closed
    own = Share.objects.filter(link=link).values_list("line", flat=True)
    foreign = Line.objects.exclude(pk__in=own).order_by("pk")[0].pk
    for unknown in (foreign, uuid4()):
        assert phone.get(reverse("household_line", args=[link, unknown])).status_code == 404
    assert phone.get(reverse("household_sold", args=[link, "2026-13"])).status_code == 404
    session = phone.session
    session[OPENED] = [str(link), (timezone.now() - timedelta(days=1)).isoformat()]
    session.save()
    assert phone.get(reverse("household_page", args=[link])).url == closed


def test_the_page_costs_the_same_however_much_was_sold(link, phone, django_assert_max_num_queries):
    operations.settle(at=AT)
    read(phone, "household_page", link)
    with django_assert_max_num_queries(15):
        read(phone, "household_page", link)
    with django_assert_max_num_queries(6):
        read(phone, "household_sold", link, "2026-05")
