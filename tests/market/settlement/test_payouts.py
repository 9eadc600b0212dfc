"""Payouts: two people, one file, the bank's answer; and the pages that show money."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shouwang.bridge.models import Attribution
from shouwang.ledger import queries as books
from shouwang.market.members.models import Member
from shouwang.market.orders.models import Line
from shouwang.market.settlement import operations
from shouwang.market.settlement.models import Payout, PayoutLine, Split
from shouwang.market.settlement.operations import Answer
from shouwang.market.suppliers.models import Staff, Supplier
from tests.factories_market_settlement import delivered

AT = datetime(2026, 5, 20, 2, tzinfo=UTC)


def operator(name: str) -> Member:
    return Member.objects.create(
        username=name, password="!", display_name=name, is_operator=True, created_at=AT
    )


def logged_in(member: Member) -> Client:
    client = Client()
    client.force_login(member, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def settled(committed, superuser):
    delivered(superuser, at=AT, lines=40, suppliers=2, links=6, batches=6)
    operations.contract(at=AT)
    operations.settle(at=AT)


@pytest.fixture
def one(settled) -> Member:
    return operator("one")


@pytest.fixture
def two(settled) -> Member:
    return operator("two")


@pytest.fixture
def payout(one) -> Payout:
    made = operations.draw_up(by=one, at=AT, payout=uuid4()).value
    assert made is not None
    return made


def approved(payout: Payout, by: Member) -> Payout:
    found = operations.approve(by=by, at=AT, payout=payout.pk).value
    assert found is not None
    return found


def page(answer) -> str:
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def test_a_list_holds_what_it_pays_and_is_drawn_up_once(payout, one):
    again = operations.draw_up(by=one, at=AT, payout=payout.pk).value
    assert again == payout
    line = payout.lines.order_by("place").first()
    assert books.balance(line.account).held == line.fen
    assert books.balance(line.account).available == 0
    assert operations.draw_up(by=one, at=AT, payout=uuid4()).value is None


def test_nobody_approves_their_own_list(payout, one, two):
    assert operations.approve(by=one, at=AT, payout=payout.pk).findings[0].code == "same_person"
    assert approved(payout, two).state == "approved"
    assert operations.drop(by=one, at=AT, payout=payout.pk).findings[0].code == "approved"


def test_a_dropped_list_makes_its_amounts_payable_again(payout, one):
    assert operations.drop(by=one, at=AT, payout=payout.pk).sound
    assert operations.drop(by=one, at=AT, payout=payout.pk).sound
    line = payout.lines.order_by("place").first()
    assert books.balance(line.account).available == line.fen
    second = operations.draw_up(by=one, at=AT, payout=uuid4()).value
    assert second is not None
    assert second.number == payout.number + 1


def test_what_the_bank_refuses_is_payable_again(payout, two):
    approved(payout, two)
    given = [Answer(1, True), Answer(2, False, "账号不符")]
    assert operations.answered(at=AT, payout=payout.pk, answers=given).value == 2
    assert operations.answered(at=AT, payout=payout.pk, answers=given).value == 0
    first, second = payout.lines.order_by("place")[:2]
    assert (books.balance(first.account).posted, books.balance(first.account).held) == (0, 0)
    assert books.balance(second.account).available == second.fen
    assert (second.state, second.reason) == (PayoutLine.State.FAILED, "账号不符")
    other = operations.answered(at=AT, payout=payout.pk, answers=[Answer(1, False)])
    assert other.findings[0].code == "answered_otherwise"
    unknown = operations.answered(at=AT, payout=payout.pk, answers=[Answer(999, True)])
    assert unknown.findings[0].code == "unknown_place"
    assert books.verify() == []


def test_the_pages_of_a_payout_from_drawing_up_to_the_answer(settled, one, two):
    first, second, wanted = logged_in(one), logged_in(two), uuid4()
    address = reverse("payout", args=[wanted])
    for _ in range(2):
        answer = first.post(reverse("payout_new"), {"payout": str(wanted)})
        assert (answer.status_code, answer.url) == (302, address)
    assert "请另一位工作人员" in page(first.get(address))
    assert first.get(reverse("payout_csv", args=[wanted])).status_code == 404
    second.post(reverse("payout_decide", args=[wanted]), {"act": "approve"})
    assert "已复核" in page(second.get(address))
    sheet = b"".join(first.get(reverse("payout_csv", args=[wanted])).streaming_content).decode(
        "utf-8-sig"
    )
    lines = list(PayoutLine.objects.order_by("place"))
    assert len(sheet.splitlines()) == len(lines) + 2
    assert sheet.splitlines()[-1].split(",")[1:3] == ["合计", f"{len(lines)}笔"]
    assert b"".join(first.get(reverse("payout_xlsx", args=[wanted])).streaming_content)
    told = "序号,结果,原因\n1,成功,\n2,失败,户名不符\n".encode("utf-8-sig")
    file = {"answers": SimpleUploadedFile("back.csv", told)}
    assert first.post(reverse("payout_answer", args=[wanted]), file).url == address
    assert "户名不符" in page(first.get(address))
    bad = {"answers": SimpleUploadedFile("back.csv", "序号,结果\n1,也许\n".encode())}
    refused = first.post(reverse("payout_answer", args=[wanted]), bad)
    assert refused.status_code == 422
    assert "第2行读不懂" in refused.content.decode()


def test_lists_of_the_operator(one, django_assert_max_num_queries):
    client = logged_in(one)
    assert client.get(reverse("settlement")).url == reverse("settlement_runs")
    with django_assert_max_num_queries(15):
        assert "自动结算记录" in page(client.get(reverse("settlement_runs")))
    with django_assert_max_num_queries(15):
        shown = page(client.get(reverse("settlement_books")))
    assert "账目平衡" in shown
    assert "货币资金" in shown
    assert not re.search(r">(g|pc):|>CNY", shown)


def test_a_supplier_sees_its_money_and_its_members_by_number(
    settled, django_assert_max_num_queries
):
    member = Member.objects.create(username="member", password="!", display_name="m", created_at=AT)
    supplier = Supplier.objects.order_by("name").first()
    Staff.objects.create(member=member, supplier=supplier, role="owner", began_at=AT)
    client = logged_in(member)
    year = {"year": "2026"}
    with django_assert_max_num_queries(15):
        shown = page(client.get(reverse("supplier_money"), year))
    assert "L0000000" in shown
    assert b"".join(client.get(reverse("supplier_earnings_file"), year).streaming_content)
    mine = Line.objects.filter(supplier_order__supplier=supplier).order_by("pk").first()
    assert "农户所得" in page(client.get(reverse("line_split", args=[mine.pk])))
    others = Line.objects.exclude(supplier_order__supplier=supplier).order_by("pk").first()
    assert client.get(reverse("line_split", args=[others.pk])).status_code == 404
    Staff.objects.filter(member=member).update(role="packer")
    assert client.get(reverse("line_split", args=[mine.pk])).status_code == 404
    assert client.get(reverse("settlement_runs")).status_code == 403


def test_a_random_history_keeps_income_and_books_to_the_fen(settled, one, two):
    """Refunds between payouts: income is what was delivered less what was refunded."""
    before = sum(Split.objects.filter(stage="delivered").values_list("households_fen", flat=True))
    assert before > 0
    back: dict[UUID, int] = {}
    for number, line in enumerate(Line.objects.order_by("pk")[:12]):
        if number % 4 == 0:
            made = operations.draw_up(by=one, at=AT, payout=uuid4()).value
            if made is not None:
                operations.approve(by=two, at=AT, payout=made.pk)
                places = made.lines.order_by("place").values_list("place", flat=True)
                answers = [Answer(place, place % 3 > 0, "退票") for place in places]
                operations.answered(at=AT, payout=made.pk, answers=answers)
        back[line.pk] = (line.amount_fen - line.refunded_fen) // (1 + number % 3)
        operations.reverse(lines={line.pk: back[line.pk]}, key=str(number), at=AT)
    latest: dict[UUID, Split] = {}
    for split in Split.objects.filter(stage="delivered").order_by("version"):
        latest[split.line] = split
    for line in Line.objects.order_by("pk"):
        net = line.amount_fen - line.refunded_fen - back.get(line.pk, 0)
        assert latest[line.pk].net_fen == net
    income = sum(Attribution.objects.filter(stage="delivered").values_list("fen", flat=True))
    assert income == sum(one.households_fen for one in latest.values())
    assert books.verify() == []
    assert [one.posted for one in books.trial_balance()] == [0]


def test_the_months_of_what_is_contracted_and_what_is_delivered(settled):
    months = Attribution.objects.order_by("stage", "month").values_list("stage", "month")
    ordered = (AT - timedelta(days=14)).date().replace(day=1)
    assert set(months) == {("contracted", ordered), ("delivered", date(2026, 5, 1))}
