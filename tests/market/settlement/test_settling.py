"""Thousands of lines settled against plain Python; refunds take it back; killed, it goes on."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.db.models import Sum

from shouwang.bridge.models import Attribution, Link
from shouwang.ledger import queries as books
from shouwang.ledger.models import Account
from shouwang.market.orders.models import Line
from shouwang.market.settlement import operations, tasks
from shouwang.market.settlement.errors import LineNotSettled
from shouwang.market.settlement.models import FreightRelease, Ripening, Run, Share, Split
from shouwang.market.settlement.rules import Rates, divide
from shouwang.market.suppliers.models import Agreement
from shouwang.market.supply.models import Intake
from tests.factories_market_settlement import delivered

AT = datetime(2026, 5, 20, 2, tzinfo=UTC)
ORDERED = (AT - timedelta(days=14)).date()
LINES = 240


@pytest.fixture(autouse=True)
def goods(committed, superuser):
    delivered(superuser, at=AT, lines=LINES)


def weights() -> dict[UUID, dict[UUID, int]]:
    found: dict[UUID, dict[UUID, int]] = defaultdict(Counter)
    for batch, link, grams in Intake.objects.values_list("batch_id", "link", "grams"):
        found[batch][link] += grams
    return found


def expected(refunds: dict[UUID, int] | None = None) -> tuple[Counter, Counter]:
    """Fen by account, and by link what it earned, as rules.divide has it."""
    refunds, by_batch = refunds or {}, weights()
    withdrawn = set(Link.objects.filter(withdrawn_on__lt=ORDERED).values_list("pk", flat=True))
    terms = {
        one.supplier_id: one.share_per_mille
        for one in Agreement.objects.filter(from_on__lte=ORDERED).order_by("version")
    }
    account: Counter = Counter()
    earned: Counter = Counter()
    for line in Line.objects.select_related("supplier_order"):
        supplier = line.supplier_order.supplier_id
        net = line.amount_fen - line.refunded_fen - refunds.get(line.pk, 0)
        done = divide(net, 0, by_batch[line.batch], Rates(terms[supplier], 10))
        account["fee:platform"] += done.fee
        account[f"payable:{supplier}"] += done.supplier
        for link, part in done.parts.items():
            if link in withdrawn:
                account[f"payable:{supplier}"] += part.fen
            else:
                account[f"payable:link:{link}"] += part.fen
                earned[link] += part.fen
    for freed in FreightRelease.objects.all():
        account[f"payable:{freed.supplier}"] += freed.fen
    return account, earned


def attributed(stage: str = "delivered") -> dict[UUID, int]:
    rows = Attribution.objects.filter(stage=stage).values("link_id").annotate(fen=Sum("fen"))
    return dict(rows.values_list("link_id", "fen"))


def balances(prefix: str) -> dict[str, int]:
    return dict(Account.objects.filter(code__startswith=prefix).values_list("code", "posted"))


def test_settled_to_the_fen_and_once():
    assert operations.settle(at=AT, most=100, lanes=1) == LINES
    account, earned = expected()
    assert balances("payable:") | balances("fee:") == +account
    assert set(balances("escrow:").values()) == set(balances("freight:").values()) == {0}
    assert attributed() == +earned
    assert [run.lines for run in Run.objects.order_by("pk")] == [100, 100, 40]
    assert books.verify() == []
    assert [one.posted for one in books.trial_balance("CNY")] == [0]
    assert operations.settle(at=AT) == 0
    assert Split.objects.count() == LINES
    split = Split.objects.values("line").annotate(fen=Sum("households_fen"), grams=Sum("grams"))
    shared = Share.objects.values("line").annotate(fen=Sum("fen"), grams=Sum("grams"))
    assert list(split.order_by("line")) == list(shared.order_by("line"))


def test_nothing_is_settled_within_the_safe_period():
    assert operations.settle(at=AT - timedelta(days=4)) == 0


def test_a_supplier_short_of_escrow_is_left_out_and_the_others_are_settled(superuser, caplog):
    short = min(balances("escrow:"))
    superuser.execute("SET session_replication_role = replica")
    superuser.execute("UPDATE ledger_account SET posted = 5 WHERE code = %s", [short])
    superuser.execute("SET session_replication_role = origin")
    assert operations.settle(at=AT) == LINES * 3 // 4
    assert f"escrow short: {short}" in caplog.text


def test_cut_off_in_the_middle_it_goes_on(monkeypatch):
    from shouwang.market.settlement.operations import settling

    keep_back, calls = settling._keep_back, []

    def killed(run, at):
        calls.append(run)
        if len(calls) == 2:
            raise KeyboardInterrupt
        keep_back(run, at)

    monkeypatch.setattr(settling, "_keep_back", killed)
    with pytest.raises(KeyboardInterrupt):
        operations.settle(at=AT, most=100, lanes=1)
    assert Ripening.objects.count() == LINES - 100
    assert operations.settle(at=AT, most=100) == LINES - 100
    assert balances("payable:") | balances("fee:") == +expected()[0]


def test_refunds_after_settlement_take_back_income_to_the_fen():
    operations.settle(at=AT)
    refunds: dict[UUID, int] = {}
    for number, line in enumerate(Line.objects.order_by("pk")[:60]):
        net = line.amount_fen - line.refunded_fen
        back = net if number % 3 == 0 else net // 2
        given = {line.pk: back}
        with transaction.atomic():
            operations.reverse(lines=given, key=f"r{number}", at=AT)
            operations.reverse(lines=given, key=f"r{number}", at=AT)
        refunds |= given
    assert attributed() == +expected(refunds)[1]
    assert sum(balances("escrow:").values()) == sum(refunds.values())
    assert books.verify() == []
    assert Attribution.objects.filter(fen__lt=0).exists()


def test_what_nothing_unpaid_covers_is_owed_and_kept_back(superuser):
    operations.settle(at=AT)
    line = Line.objects.order_by("-amount_fen", "pk").select_related("supplier_order").first()
    supplier = line.supplier_order.supplier_id
    paid_out = balances("payable:") | balances("fee:")
    superuser.execute("SET session_replication_role = replica")
    superuser.execute(
        "UPDATE ledger_account SET posted = 0 WHERE code LIKE 'payable:%' OR code LIKE 'fee:%'"
    )
    superuser.execute("SET session_replication_role = origin")
    net = line.amount_fen - line.refunded_fen
    operations.reverse(lines={line.pk: net}, key="late", at=AT)
    assert balances("owed:") == {f"owed:{supplier}": -net}
    assert sum(paid_out.values()) > 0


def test_only_what_was_settled_can_be_taken_back():
    line = Line.objects.order_by("pk").first()
    with pytest.raises(LineNotSettled):
        operations.reverse(lines={line.pk: 1}, key="x", at=AT)


def test_what_was_paid_for_is_contracted_once_and_refunds_lessen_it():
    assert operations.contract(at=AT, most=100) == LINES
    assert operations.contract(at=AT) == 0
    assert attributed("contracted") == +expected()[1]
    line = Line.objects.filter(refunded_fen=0).order_by("pk").first()
    Line.objects.filter(pk=line.pk).update(refunded_fen=100)
    assert operations.contract(at=AT + timedelta(hours=2)) == 1
    assert operations.contract(at=AT + timedelta(hours=2)) == 0
    assert attributed("contracted") == +expected()[1]
    assert balances("payable:") == {}


def test_the_clock_does_both():
    assert tasks.settle(at=AT) == 2 * LINES
    assert attributed("contracted") == attributed("delivered")
