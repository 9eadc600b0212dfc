"""Work on a batch and a line's split, looked at on a desk and on a phone."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shouwang.market.members.models import Member
from shouwang.market.settlement import operations
from shouwang.market.settlement.models import Share, Split
from shouwang.market.settlement.operations import Worked, record_work
from shouwang.market.suppliers.models import Agreement, Staff
from shouwang.market.supply.models import Batch, Intake
from shouwang.market.supply.views.households import OPENED
from tests.factories_market_settlement import delivered
from tests.market.looks import DESK, PHONE, browsing, faults, serving
from tests.market_http import session_of


@pytest.mark.slow
def test_pages_of_work_and_of_a_split(committed, superuser):
    at = timezone.now()
    delivered(superuser, at=at, lines=12, suppliers=1, links=6, batches=2)
    batch, other = Batch.objects.order_by("code")
    Agreement.objects.create(
        pk=uuid4(), supplier=batch.supplier, version=9, from_on="2026-02-05", share_per_mille=640,
        wage_per_mille=70,
    )  # fmt: skip
    on = timezone.localdate(at)
    for number, link in enumerate(Intake.objects.order_by("link").values_list("link", flat=True)):
        told = Worked(link, ("picking", "packing")[number % 2], on, 1 + number)
        for one in (batch, other):
            record_work(
                act_id=uuid4(), batch=one, supplier=batch.supplier, worked=told, by=None, at=at
            )
    head = Member.objects.create(username="head", password="!", display_name="h", created_at=at)
    Staff.objects.create(member=head, supplier=batch.supplier, role="owner", began_at=at)
    operations.contract(at=at)
    key = session_of(head)
    with serving() as address:
        cookie = {"name": "market_session", "value": key, "url": address}
        for size in (DESK, PHONE):
            with browsing(size, cookie) as page:
                page.goto(address + reverse("batch_work", args=[batch.pk]))
                assert faults(page, "work") == []
                page.get_by_role("link", name="改正").first.click()
                page.get_by_label("天数").fill("0.3")
                page.get_by_role("button", name="记下").click()
                assert faults(page, "work-refused") == []
        operations.settle(at=at, lanes=1)
        line = Split.objects.filter(wages_fen__gt=0).order_by("line").first().line
        for size in (DESK, PHONE):
            with browsing(size, cookie) as page:
                page.goto(address + reverse("line_split", args=[line]))
                assert faults(page, "split") == []
                page.goto(address + reverse("supplier_money") + f"?year={on.year}")
                assert faults(page, "money") == []


@pytest.mark.slow
def test_a_household_reads_its_page_and_its_year_on_a_small_phone(committed, superuser):
    at = timezone.now()
    delivered(superuser, at=at, lines=24, suppliers=1, links=6, batches=2)
    operations.contract(at=at)
    operations.settle(at=at, lanes=1)
    link = str(Share.objects.filter(is_withheld=False).order_by("link").first().link)
    session = Client().session
    session[OPENED] = [link, at.isoformat()]
    session.save()
    year = reverse("household_year", args=[link, timezone.localdate(at).year])
    with serving() as address:
        cookie = {"name": "market_session", "value": session.session_key, "url": address}
        with browsing((360, 740), cookie) as page:
            page.goto(address + reverse("household_page", args=[link]))
            assert faults(page, "household") == []
            page.goto(address + year)
            assert faults(page, "year") == []
            page.emulate_media(media="print")
            assert page.get_by_role("button", name="打印").is_hidden()
            assert page.get_by_text("去守望商城").is_hidden()
