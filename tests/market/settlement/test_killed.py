"""The clockwork killed in the middle of settling, and its database session ended: it goes on."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.db import connection, connections
from django.db.models import Sum
from django.utils import timezone

from shouwang.bridge.models import Attribution
from shouwang.ledger import queries as books
from shouwang.ledger.operations import open_accounts
from shouwang.ledger.rules import Opening
from shouwang.market.orders.models import Line
from shouwang.market.settlement import operations
from shouwang.market.settlement.models import FreightRelease, Ripening, Share, Split
from tests.e2e.market import environment
from tests.factories_market_settlement import delivered

LINES, SUPPLIERS = 4_000, 12
PATIENCE = 120
# Where a settling session is stopped: what is locked, and the statement that then waits for it.
PLACES = {
    "attributing": "LOCK TABLE bridge_attribution IN SHARE MODE",
    "freight": "LOCK TABLE settlement_freightrelease IN SHARE MODE",
    "books": "LOCK TABLE ledger_line IN SHARE MODE",
    "queue": "SELECT FROM settlement_ripening FOR UPDATE",
    # of one supplier: the other lane commits meanwhile
    "one lane": "SELECT FROM ledger_account WHERE id = (SELECT min(id) FROM ledger_account"
    " WHERE code LIKE 'escrow:%') FOR UPDATE",
}
_OTHERS = """
SELECT pid, wait_event_type FROM pg_stat_activity WHERE usename = 'shouwang_market'
AND pid <> pg_backend_pid() AND datname = current_database()
"""


@pytest.fixture
def goods(committed, superuser):
    delivered(superuser, at=timezone.now(), lines=LINES, suppliers=SUPPLIERS)
    operations.contract(at=timezone.now())
    open_accounts([Opening("fee:platform", "CNY")])  # else one lane waits for the other's opening


def until(reached: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.02)


@contextmanager
def clockwork() -> Iterator["subprocess.Popen[bytes]"]:
    """The market's own process, as the supervisor starts it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "shouwang.site.clockwork"],
        env=environment(),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(PATIENCE)


def others() -> dict[int, str | None]:
    """What the market's other sessions wait for. In a transaction it would be old."""
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS)
        return dict(cursor.fetchall())


def waiting() -> list[int]:
    return [pid for pid, wait in others().items() if wait == "Lock"]


def assert_sound() -> None:
    """Every line waits in the queue or is settled once; what was told is what was settled."""
    settled = list(Split.objects.filter(stage="delivered").values_list("line", flat=True))
    queued = list(Ripening.objects.values_list("line", flat=True))
    assert sorted(settled + queued) == sorted(Line.objects.values_list("pk", flat=True))
    assert books.verify() == []
    assert [row.posted for row in books.trial_balance()] == [0]
    counted = Share.objects.filter(stage="delivered", is_withheld=False)
    told = Attribution.objects.filter(stage="delivered")
    assert total(told, "fen") == total(counted, "delta_fen")
    escrow = sum(line.amount_fen - line.refunded_fen for line in Line.objects.filter(pk__in=queued))
    assert sum(books.balances(codes("escrow"))[code].posted for code in codes("escrow")) == escrow


def total(rows, field: str) -> int:
    return rows.aggregate(sum=Sum(field))["sum"] or 0


def codes(kind: str) -> list[str]:
    found = Line.objects.values_list("supplier_order__supplier", flat=True).distinct()
    return [f"{kind}:{one}" for one in sorted(found, key=str)]


def assert_all_settled() -> None:
    """To the fen: what households got is their part of what was delivered less refunds."""
    assert_sound()
    assert not Ripening.objects.exists()
    splits = Split.objects.filter(stage="delivered")
    net = sum(one.amount_fen - one.refunded_fen for one in Line.objects.all())
    assert total(splits, "net_fen") == net
    shares = Share.objects.filter(stage="delivered")
    assert total(shares, "fen") == total(splits, "households_fen")
    parts = Line.objects.values("supplier_order").distinct().count()
    assert FreightRelease.objects.count() == parts
    assert total(FreightRelease.objects.all(), "fen") == 600 * parts
    contracted = total(Attribution.objects.filter(stage="contracted"), "fen")
    assert total(Attribution.objects.filter(stage="delivered"), "fen") == contracted


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "ends"),
    [
        ("attributing", "process"),
        ("queue", "process"),
        ("books", "session"),
        ("one lane", "process"),
        ("freight", "session"),
    ],
)
def test_ended_in_the_middle_of_settling_it_goes_on(goods, superuser, place, ends):
    with clockwork() as process:
        with superuser.transaction():
            superuser.execute(PLACES[place])
            until(waiting)
            if place == "one lane":
                until(lambda: Ripening.objects.count() < LINES)
            assert Ripening.objects.exists()
            if ends == "process":
                process.kill()
                process.wait(PATIENCE)
            else:
                for pid in waiting():
                    superuser.execute("SELECT pg_terminate_backend(%s)", [pid])
        if ends == "session":
            time.sleep(0.2)
            assert process.poll() is None  # it is said in the log, and tried again later
    until(lambda: not others())
    assert_sound()
    with clockwork() as process:
        until(lambda: others() or process.poll() is not None)  # from then on it ends when told to
        until(lambda: not Ripening.objects.exists() or process.poll() is not None)
    assert process.returncode == 0
    assert_all_settled()


@pytest.mark.slow
def test_killed_in_the_middle_of_taking_back_it_is_done_once(goods, superuser):
    at = timezone.now()
    operations.settle(at=at)
    lines = Line.objects.order_by("pk")[:200]
    back: dict[UUID, int] = {one.pk: one.amount_fen - one.refunded_fen for one in lines}
    before = assert_taken_back({}, 0)
    connections.close_all()
    with superuser.transaction():
        superuser.execute("LOCK TABLE ledger_line IN SHARE MODE")
        child = os.fork()
        if child == 0:
            operations.reverse(lines=back, key="killed", at=at)
            os._exit(0)
        until(waiting)
        os.kill(child, signal.SIGKILL)
        assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    until(lambda: not others())
    assert assert_taken_back({}, before) == before
    for _ in range(2):
        operations.reverse(lines=back, key="killed", at=at)
    assert_taken_back(back, before)


def assert_taken_back(back: dict[UUID, int], before: int) -> int:
    """Escrow holds exactly what goes back; income is what the newest splits leave."""
    held = books.balances(codes("escrow"))
    assert sum(one.posted for one in held.values()) == sum(back.values())
    assert books.verify() == []
    newest = Split.objects.filter(stage="delivered").order_by("line", "-version").distinct("line")
    keys = {(one.line, one.version) for one in newest}
    counted = Share.objects.filter(stage="delivered", is_withheld=False)
    rows = counted.values_list("line", "version", "fen")
    left = sum(fen for line, version, fen in rows if (line, version) in keys)
    income = total(Attribution.objects.filter(stage="delivered"), "fen")
    assert income == left
    assert not back or income < before
    return income
