"""Sixty-four buyers for the last five pieces; payments and requests of one order at once."""

import contextlib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connections

from shouwang.ledger import queries as ledger
from shouwang.market.orders.models import AfterSale, Line, Order, PaymentNotice, Refund
from shouwang.market.orders.operations import aftersales
from tests.e2e.market import environment
from tests.factories_market_orders import (
    AT,
    a_member,
    a_paid_order,
    an_order,
    in_cart,
    notified,
    stocked,
)
from tests.market_http import Buyer, session_of

BUYERS, PIECES = 64, 5


@pytest.mark.slow
def test_the_last_five_of_something_go_to_five_of_sixty_four(committed):
    variant = stocked(PIECES)
    sessions = []
    for _ in range(BUYERS):
        member = a_member()
        in_cart(member, variant)
        sessions.append(session_of(member))
    with serving() as port:
        answers = raced(port, sessions)
    statuses = [status for _, status, _ in answers]
    assert (statuses.count(302), statuses.count(409)) == (PIECES, BUYERS - PIECES)
    for _, status, body in answers:
        assert status == 302 or "还剩 0 件" in body
    assert Order.objects.count() == PIECES
    balance = ledger.balance(f"stock:{variant.pk}")
    assert (balance.posted, balance.held, balance.available) == (PIECES, PIECES, 0)


@contextlib.contextmanager
def serving() -> Iterator[int]:
    """The market's web server, with as many threads as the supervisor gives it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", "2", "--blocking-threads", "4", "--no-ws",
        "--log-level", "warning", "shouwang.site.wsgi:application",
    ]  # fmt: skip
    server = subprocess.Popen(command, env=environment(), stdin=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.2)
        yield port
    finally:
        server.terminate()
        server.wait(120)


def raced(port: int, sessions: list[str]) -> list[tuple[str, int, str]]:
    """All at once."""
    gate = threading.Barrier(len(sessions))

    def one(session: str) -> tuple[str, int, str]:
        buyer = Buyer(port, session)
        gate.wait()
        try:
            return buyer.check_out()
        finally:
            buyer.close()

    with ThreadPoolExecutor(len(sessions)) as pool:
        return list(pool.map(one, sessions))


@pytest.mark.slow
def test_one_notice_told_eight_times_at_once_pays_once(committed):
    order = an_order(a_member(), stocked(5))

    def told(_: int) -> str:
        try:
            return notified(order, at=AT)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        verdicts = sorted(pool.map(told, range(8)))
    assert verdicts == ["repeated"] * 7 + ["taken"]
    assert PaymentNotice.objects.count() == 8
    assert ledger.balance("outside:testing").posted == -order.total_fen


@pytest.mark.slow
def test_a_request_sent_eight_times_at_once_is_one(committed):
    order = a_paid_order(a_member(), stocked(5), quantity=2)
    line, claim = Line.objects.get(supplier_order__order=order), uuid4()

    def asked(_: int) -> str:
        try:
            reading = aftersales.ask(
                by=order.member,
                at=AT,
                claim=claim,
                line=line.pk,
                kind="cancel",
                pieces=1,
                reason="other",
            )
            return reading.value.state
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(asked, range(8))) == ["done"] * 8
    line.refresh_from_db()
    assert (AfterSale.objects.count(), line.cancelled) == (1, 1)
    assert Refund.objects.get().amount_fen == line.price_fen
