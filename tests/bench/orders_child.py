"""One process of the orders' measurement, on the data of SHOUWANG_DATA.

`load` as the owner under the watch's settings; `measure SECONDS` under the market's, which starts
the market's web server as a process of its own; the clients are threads.
"""

import contextlib
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwang.site.settings")

from django.conf import settings

from shouwang.site import database
from shouwang.site.cli import preparation

CLIENTS, WORKERS = 8, 2
SUPPLIERS, VARIANTS, EACH_SECOND = 20, 60, 12
BUYERS, PIECES = 64, 5
STOCK = 1_000_000


def load() -> None:
    """The tables."""
    database.prepare(settings.PLACE)
    preparation.set_up()
    preparation.migrate()
    preparation.collect_static()


def measure(seconds: int) -> dict[str, Any]:
    """Orders a second with one line and with five; then the race."""
    goods = _goods()
    with _serving() as port:
        rows = [_sustained(port, goods, lines, seconds) for lines in (1, 5)]
        race = _race(port)
    return {"orders": rows, "race": race}


def _goods() -> list[int]:
    """Goods of several suppliers, with more in stock than anybody will buy."""
    from django.db import transaction
    from tests.factories_market_catalogue import a_product, a_supplier, a_variant
    from tests.factories_market_orders import stocked

    from shouwang.market.catalogue.models import Variant

    # made once, and more is in stock than all runs together will sell
    made = list(Variant.objects.order_by("pk").values_list("pk", flat=True)[:VARIANTS])
    if len(made) == VARIANTS:
        return made
    with transaction.atomic():
        suppliers = [a_supplier(f"合作社{uuid4().hex[:8]}") for _ in range(SUPPLIERS)]
        return [
            stocked(STOCK, a_variant(a_product(suppliers[n % SUPPLIERS]))).pk
            for n in range(VARIANTS)
        ]


def _sustained(port: int, goods: list[int], lines: int, seconds: int) -> dict[str, Any]:
    sessions = _buyers(CLIENTS * (4 + EACH_SECOND * seconds), goods, lines)
    _clients(port, sessions[: CLIENTS * 4], 60)  # the server's processes have seen it once
    sessions = sessions[CLIENTS * 4 :]
    found = _clients(port, sessions, seconds)
    taken = sorted(one for times in found for one in times)
    return {
        "lines": lines,
        "orders": len(taken),
        "per_second": len(taken) / seconds,
        "p50": statistics.median(taken),
        "p95": statistics.quantiles(taken, n=20)[18],
        "statements": _statements(goods, lines),
    }


def _clients(port: int, sessions: list[tuple[str, int]], seconds: int) -> list[list[float]]:
    """Every client with its own buyers, until the time or the buyers are over."""
    begin = time.time() + 0.5
    with ThreadPoolExecutor(CLIENTS) as pool:
        work = [
            pool.submit(_client, port, sessions[n::CLIENTS], begin, seconds) for n in range(CLIENTS)
        ]
        return [one.result() for one in work]


def _client(port: int, sessions: list[tuple[str, int]], begin: float, seconds: int) -> list[float]:
    """Place and pay one order after another; milliseconds of each that was complete in time."""
    from tests.market_http import Buyer

    buyer, taken = Buyer(port), []
    time.sleep(max(0.0, begin - time.time()))
    for session, fen in sessions:
        started = time.time()
        buyer.session = session
        number, status, body = buyer.check_out()
        assert status == 302, body[:2000]
        assert buyer.notify(*_notice(number, fen)) == 200
        if time.time() > begin + seconds:
            break
        taken.append(1000 * (time.time() - started))
    buyer.close()
    return taken


def _notice(number: str, fen: int) -> tuple[bytes, dict[str, str]]:
    from shouwang.market.orders.gateways import testing
    from shouwang.market.orders.operations import placing

    payment = placing.payment_of(UUID(number), "testing")
    headers, body = testing.signed(payment, fen, datetime.now(UTC))
    return body, headers


def _buyers(number: int, goods: list[int], lines: int) -> list[tuple[str, int]]:
    """So many members, logged in, each with a cart of so many lines: session and fen to pay."""
    from django.db import transaction
    from tests.market_http import sessions_of

    from shouwang.market.members.models import Member
    from shouwang.market.orders.models import Cart, CartLine

    draw, at, mark = random.Random(lines), datetime.now(UTC), uuid4().hex[:8]
    given = {"password": "!", "created_at": at, "display_name": "买家"}
    members = [Member(username=f"b{mark}{n:06}", **given) for n in range(number)]
    with transaction.atomic():
        Member.objects.bulk_create(members, batch_size=2000)
        carts = [Cart(pk=uuid4(), member=member, made_at=at) for member in members]
        Cart.objects.bulk_create(carts, batch_size=2000)
        chosen = {cart.pk: draw.sample(range(len(goods)), lines) for cart in carts}
        rows = [
            CartLine(cart=cart, variant_id=goods[n], quantity=1, added_at=at)
            for cart in carts
            for n in chosen[cart.pk]
        ]
        CartLine.objects.bulk_create(rows, batch_size=5000)
        sessions = sessions_of(members)
    return [(s, _fen(chosen[c.pk])) for s, c in zip(sessions, carts, strict=True)]


def _fen(chosen: list[int]) -> int:
    """What a cart of one of each costs, by the packaged terms."""
    from shouwang.market.orders.policy import terms

    freight = terms(datetime.now(UTC)).freight("360000")
    parts: dict[int, int] = {}
    for n in chosen:
        parts[n % SUPPLIERS] = parts.get(n % SUPPLIERS, 0) + 1
    return sum(5980 * n + freight.of(5600 * n, 5980 * n) for n in parts.values())


def _statements(goods: list[int], lines: int) -> int:
    """Statements of a checkout and its notice, BEGIN and COMMIT counted."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from tests.market_http import RECEIVER

    from shouwang.market.orders.operations import placing

    number = 0
    for session, fen in _buyers(2, goods, lines):
        client = Client(headers={"host": "127.0.0.1"})
        client.cookies[settings.SESSION_COOKIE_NAME] = session
        order = uuid4()
        with CaptureQueriesContext(connection) as sent:
            client.post("/checkout/", {**RECEIVER, "number": order})
            body, headers = _notice(str(order), fen)
            client.post(
                "/pay/notices/testing/", body, content_type="application/json", headers=headers
            )
        assert placing.Order.objects.get(pk=order).state == "paid"
        number = len(sent.captured_queries)
    return number


def _race(port: int) -> dict[str, Any]:
    """Everybody for the last pieces at once."""
    from tests.factories_market_catalogue import a_product, a_variant
    from tests.factories_market_orders import stocked
    from tests.market_http import Buyer

    from shouwang.market.suppliers.models import Supplier

    supplier = Supplier.objects.order_by("pk").first()
    variant = stocked(PIECES, a_variant(a_product(supplier)))
    sessions = _buyers(BUYERS, [variant.pk], 1)
    gate = Barrier(BUYERS)

    def one(session: str) -> tuple[int, str, float]:
        buyer = Buyer(port, session)
        gate.wait()
        started = time.perf_counter()
        _, status, body = buyer.check_out()
        buyer.close()
        return status, body, time.perf_counter() - started

    with ThreadPoolExecutor(BUYERS) as pool:
        answers = list(pool.map(one, [session for session, _ in sessions]))
    return {
        "buyers": BUYERS,
        "pieces": PIECES,
        "placed": sum(status == 302 for status, _, _ in answers),
        "told": sum(status == 409 and "还剩 0 件" in body for status, body, _ in answers),
        "seconds": max(seconds for _, _, seconds in answers),
    }


@contextlib.contextmanager
def _serving() -> Iterator[int]:
    """The market's web server as the supervisor starts it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", str(WORKERS), "--blocking-threads", "4", "--no-ws",
        "--log-level", "warning", "shouwang.site.wsgi:application",
    ]  # fmt: skip
    server = subprocess.Popen(command, stdout=sys.stderr)
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(60)


def _wait(port: int) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.2)
    raise RuntimeError("the market does not answer")


if __name__ == "__main__":
    with database.available(settings.PLACE):
        if sys.argv[1] == "load":
            load()
        else:
            preparation.set_up()
            print(json.dumps(measure(int(sys.argv[2]))))
