"""Work on a batch becomes wages, to the fen; it is written down once, until a line is settled."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from shouwang.bridge.models import Attribution, Link
from shouwang.ledger import queries as books
from shouwang.ledger.models import Account
from shouwang.market.figures.queries import counting as figures
from shouwang.market.members.models import Member
from shouwang.market.orders.models import Line
from shouwang.market.settlement import operations, queries
from shouwang.market.settlement.errors import (
    WorkAhead,
    WorkByNobody,
    WorkReplaced,
    WorkReused,
    WorkSettled,
)
from shouwang.market.settlement.models import Ripening, Share, Split, Workday
from shouwang.market.settlement.operations import Worked, record_work
from shouwang.market.settlement.rules import Rates, divide
from shouwang.market.suppliers.models import Agreement, Staff, Supplier
from shouwang.market.supply.models import Batch, Intake
from tests.factories_market_settlement import delivered

AT = datetime(2026, 5, 20, 2, tzinfo=UTC)
ORDERED = (AT - timedelta(days=14)).date()
WAGE = 70


def agree_on_wages() -> None:
    for supplier in Supplier.objects.order_by("pk"):
        Agreement.objects.create(
            pk=uuid4(), supplier=supplier, version=9, from_on="2026-02-05", share_per_mille=640,
            wage_per_mille=WAGE,
        )  # fmt: skip


def worked(batch: Batch, half_days: int = 2, *, link: UUID | None = None, **more) -> Workday:
    found = link or links_of(batch)[0].pk
    given = {"act_id": uuid4(), "by": None, "at": AT} | more
    supplier = Supplier.objects.get(pk=batch.supplier_id)
    told = Worked(found, "picking", ORDERED, half_days)
    return record_work(batch=batch, supplier=supplier, worked=told, **given)


def links_of(batch: Batch) -> list[Link]:
    live = Link.objects.filter(supplier_id=batch.supplier_id, withdrawn_on=None)
    return list(live.order_by("number"))


def work_of(batch: UUID) -> Counter:
    found: Counter = Counter()
    for one in Workday.objects.filter(batch=batch, replaced_by=None, half_days__gt=0):
        found[one.link] += one.half_days
    return found


def income(kind: str, stage: str = "delivered") -> Counter:
    found: Counter = Counter()
    for link, fen in Attribution.objects.filter(kind=kind, stage=stage).values_list("link", "fen"):
        found[link] += fen
    return +found


@pytest.fixture
def goods(committed, superuser) -> list[Batch]:
    delivered(superuser, at=AT, lines=60, suppliers=2, links=12, batches=6)
    agree_on_wages()
    return list(Batch.objects.order_by("code"))


def expected(taken: dict[UUID, int] | None = None) -> tuple[Counter, Counter]:
    """By link what it earned for goods and for work, as rules.divide has it, of settled lines."""
    taken = taken or {}
    by_batch: dict[UUID, Counter] = defaultdict(Counter)
    for batch, link, grams in Intake.objects.values_list("batch_id", "link", "grams"):
        by_batch[batch][link] += grams
    withdrawn = set(Link.objects.filter(withdrawn_on__lt=ORDERED).values_list("pk", flat=True))
    goods: Counter = Counter()
    wages: Counter = Counter()
    settled = Line.objects.exclude(pk__in=Ripening.objects.values("line"))
    for line in settled:
        net = line.amount_fen - line.refunded_fen - taken.get(line.pk, 0)
        rates = Rates(640, 10, WAGE)
        done = divide(net, 0, by_batch[line.batch], rates, work_of(line.batch))
        for found, parts in ((goods, done.parts), (wages, done.work)):
            for link, part in parts.items():
                if link not in withdrawn:
                    found[link] += part.fen
    return +goods, +wages


def test_wages_fall_to_who_worked_by_half_days(goods):
    batch = goods[0]
    for number, link in enumerate(links_of(batch)[:3], 1):
        worked(batch, number, link=link.pk)
    operations.contract(at=AT)
    assert income("wage", "contracted") == Counter()
    operations.settle(at=AT)
    assert (income("business"), income("wage")) == expected()
    assert set(income("wage")) == set(work_of(batch.pk))
    unpaid = Account.objects.filter(code__startswith="payable:wage:")
    assert sum(unpaid.values_list("posted", flat=True)) == income("wage").total()
    split = Split.objects.filter(stage="delivered", wages_fen__gt=0).first()
    assert (split.batch_half_days, split.wage_per_mille) == (6, WAGE)
    assert split.supplier_fen == split.net_fen - split.households_fen - split.wages_fen - (
        split.fee_fen
    )
    assert books.verify() == []


def test_what_is_refunded_takes_wages_back_and_the_farm_gate(goods):
    worked(goods[0])
    operations.settle(at=AT)
    lines = list(Line.objects.order_by("pk")[:30])
    taken = {
        one.pk: (one.amount_fen - one.refunded_fen) // (1 + number % 2)
        for number, one in enumerate(lines)
    }
    operations.reverse(lines=taken, key="r", at=AT)
    assert (income("business"), income("wage")) == expected(taken)
    whole = [one.pk for one in lines[::2]]
    for one in whole:
        rows = Attribution.objects.filter(order_line=one).values_list(
            "fen", "grams", "farm_gate_fen"
        )
        assert [sum(column) for column in zip(*rows, strict=True)] in ([0, 0, 0], [])
    half = lines[1]
    sums = Split.objects.filter(line=half.pk).order_by("-version").first()
    assert sums.grams == half.grams * sums.net_fen // half.price_fen
    gate = sum(
        Attribution.objects.filter(order_line=half.pk).values_list("farm_gate_fen", flat=True)
    )
    shares = Share.objects.filter(line=half.pk, version=sums.version, is_withheld=False)
    assert gate == sum(one.grams * sums.gate_fen_kg // 1000 for one in shares) > 0
    assert books.verify() == []


def test_prices_paid_against_the_farm_gate_stay_right_after_refunds(goods):
    operations.settle(at=AT)
    days = (AT.date() - timedelta(days=1), AT.date() + timedelta(days=1))
    before = figures.helped(*days)[""]
    assert before.gate_fen > 0
    left = {one.pk: one.amount_fen - one.refunded_fen for one in Line.objects.order_by("pk")}
    pieces = {one.pk: one.price_fen for one in Line.objects.all() if one.quantity == 3}
    some = {pk: fen for pk, fen in pieces.items() if fen < left[pk]}
    operations.reverse(lines=some, key="some", at=AT)
    after = figures.helped(*days)[""]
    assert after.priced_fen < before.priced_fen
    assert after.gate_fen < before.gate_fen
    assert abs(after.more - before.more) < 0.02 * abs(1 + before.more)
    rest = {pk: fen - some.get(pk, 0) for pk, fen in left.items() if fen > some.get(pk, 0)}
    operations.reverse(lines=rest, key="rest", at=AT)
    nothing = figures.helped(*days)[""]
    assert (nothing.fen, nothing.priced_fen, nothing.gate_fen, nothing.priced_grams) == (0,) * 4


def test_an_entry_is_written_once_and_put_right_by_another(goods):
    batch, act = goods[0], uuid4()
    first = worked(batch, act_id=act)
    assert worked(batch, act_id=act) == first
    with pytest.raises(WorkReused):
        worked(batch, 3, act_id=act)
    second = worked(batch, 4, replaces=first.pk)
    with pytest.raises(WorkReplaced):
        worked(batch, 6, replaces=first.pk)
    assert [one.half_days for one in queries.workdays_of(batch.pk)] == [4]
    worked(batch, 0, replaces=second.pk)
    assert queries.workdays_of(batch.pk) == []


def test_only_households_of_the_supplier_work_and_not_tomorrow(goods):
    batch = goods[0]
    other = Link.objects.exclude(supplier_id=batch.supplier_id).order_by("number").first()
    with pytest.raises(WorkByNobody):
        worked(batch, link=other.pk)
    with pytest.raises(WorkAhead):
        worked(batch, at=AT - timedelta(days=20))


def test_when_a_line_is_settled_the_work_stands(goods):
    operations.settle(at=AT, most=1, lanes=1)
    settled = goods[0]
    assert queries.is_settled(settled.pk)
    with pytest.raises(WorkSettled):
        worked(settled)
    with pytest.raises(IntegrityError), transaction.atomic():
        Workday.objects.create(
            pk=uuid4(), batch=settled, link=uuid4(), task="other", on=ORDERED, half_days=1, at=AT
        )


def test_the_page_of_a_batch_s_work(goods, django_assert_max_num_queries):
    batch = goods[0]
    member = Member.objects.create(username="head", password="!", display_name="h", created_at=AT)
    Staff.objects.create(member=member, supplier=batch.supplier, role="owner", began_at=AT)
    client = Client()
    client.force_login(member, "django.contrib.auth.backends.ModelBackend")
    address = reverse("batch_work", args=[batch.pk])
    assert "还没有务工记录" in client.get(address).content.decode()
    told = {
        "act": str(uuid4()), "link": str(links_of(batch)[0].pk), "task": "packing",
        "on": "2026-05-05", "days": "1.5",
    }  # fmt: skip
    for _ in range(2):
        assert client.post(address, told).url == address
    entry = Workday.objects.get()
    assert entry.half_days == 3
    refused = client.post(address, told | {"act": str(uuid4()), "days": "0.3"})
    assert refused.status_code == 422
    assert "按半天记" in refused.content.decode()
    with django_assert_max_num_queries(15):
        page = client.get(address, {"correct": str(entry.pk)}).content.decode()
    assert "改正这一条" in page
    righted = told | {"act": str(uuid4()), "days": "0", "replaces": str(entry.pk)}
    assert client.post(address, righted).url == address
    assert queries.workdays_of(batch.pk) == []
    worked(batch)
    operations.settle(at=AT)
    assert "已开始结算" in client.get(address).content.decode()
    line = Split.objects.filter(wages_fen__gt=0, supplier=batch.supplier_id).first().line
    assert "务工报酬" in client.get(reverse("line_split", args=[line])).content.decode()
    money = client.get(reverse("supplier_money"), {"year": "2026"})
    assert "务工报酬" in money.content.decode()
    others = Batch.objects.exclude(supplier=batch.supplier).first()
    assert client.get(reverse("batch_work", args=[others.pk])).status_code == 404


class Histories(RuleBasedStateMachine):
    """Work, settling by the day, refunds and payouts in any order, in one transaction."""

    @initialize()
    def begin(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()
        self.batches = list(Batch.objects.order_by("code"))
        self.taken: Counter = Counter()
        self.at = AT - timedelta(days=3)

    def teardown(self) -> None:
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    @rule(pick=st.integers(0, 5), who=st.integers(0, 5), half_days=st.integers(1, 6))
    def work(self, pick: int, who: int, half_days: int) -> None:
        batch = self.batches[pick]
        found = links_of(batch)
        try:
            worked(batch, half_days, link=found[who % len(found)].pk)
        except WorkSettled:
            assert queries.is_settled(batch.pk)

    @rule(pick=st.integers(0, 99), half_days=st.integers(0, 6))
    def put_right(self, pick: int, half_days: int) -> None:
        found = list(Workday.objects.filter(replaced_by=None).order_by("at", "pk"))
        if found:
            entry = found[pick % len(found)]
            try:
                worked(entry.batch, half_days, replaces=entry.pk)
            except WorkSettled:
                assert queries.is_settled(entry.batch_id)

    @rule(milliseconds=st.sampled_from([1, 20, 3_600_000]), most=st.integers(1, 30))
    def settle(self, milliseconds: int, most: int) -> None:
        self.at = min(self.at + timedelta(milliseconds=milliseconds), AT)
        operations.settle(at=self.at, most=most, lanes=1)

    @rule(pick=st.integers(0, 99), parts=st.integers(1, 3))
    def give_back(self, pick: int, parts: int) -> None:
        settled = Line.objects.exclude(pk__in=Ripening.objects.values("line")).order_by("pk")
        found = list(settled)
        if not found:
            return
        line = found[pick % len(found)]
        left = line.amount_fen - line.refunded_fen - self.taken[line.pk]
        if fen := left // parts:
            operations.reverse(lines={line.pk: fen}, key=uuid4().hex, at=self.at)
            self.taken[line.pk] += fen

    @invariant()
    def income_is_what_was_delivered_less_what_was_refunded(self) -> None:
        if not hasattr(self, "block"):
            return
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        assert [row for row in books.trial_balance() if row.posted] == []
        below = Account.objects.filter(posted__lt=0, may_go_below=False)
        assert not below.exists()
        assert (income("business"), income("wage")) == expected(self.taken)


@pytest.mark.slow
def test_random_histories(goods):
    run_state_machine_as_test(
        Histories, settings=hypothesis_settings(max_examples=12, stateful_step_count=15)
    )
