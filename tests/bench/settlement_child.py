"""One process of the settlement's measurement, on the data of SHOUWANG_DATA.

`load LINES` as the owner makes the database and its delivered lines; `settle` as the market.
"""

import contextlib
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psutil

AT = datetime(2026, 5, 20, 2, tzinfo=UTC)
SAMPLE_SECONDS = 0.25  # looking at every session costs what is measured


def load(lines: int) -> None:
    """A migrated database with so many lines, ten days after their delivery."""
    import psycopg
    from django.conf import settings
    from django.core.management import call_command
    from tests.factories_market_settlement import delivered

    call_command("migrate", verbosity=0)
    with psycopg.connect(**dict(settings.PLACE.administrator), autocommit=True) as superuser:
        sizes = {"suppliers": 100, "links": 5_000, "batches": 10_000}
        delivered(superuser, at=AT, lines=lines, **sizes)
        superuser.execute("VACUUM ANALYZE")


def settle() -> None:
    """Settle all of it, as the clock does; then look whether the books are whole."""
    from django.db import connection
    from django.db.models import Sum

    from shouwang.bridge.models import Attribution
    from shouwang.ledger import queries
    from shouwang.market.settlement import operations
    from shouwang.market.settlement.models import Share

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = psutil.Process(cursor.fetchone()[0]).parent()
    os.sync()  # what loading left to be written to the disk is not settling's
    with _peak(server) as peak:
        started = time.perf_counter()
        lines = operations.settle(at=AT)
        seconds = time.perf_counter() - started
    earned = Share.objects.filter(is_withheld=False).aggregate(fen=Sum("fen"))["fen"]
    told = Attribution.objects.aggregate(fen=Sum("fen"))["fen"]
    whole = earned == told and queries.verify() == []
    report = {
        "lines": lines,
        "attributed": Attribution.objects.count(),
        "seconds": seconds,
        "peak_mib": peak["mib"],
        "whole": whole,
    }
    print(json.dumps(report))


@contextlib.contextmanager
def _peak(server: psutil.Process) -> Iterator[dict[str, float]]:
    """The most memory of this process and all of the server's, without what they share."""
    peak, ended = {"mib": 0.0}, threading.Event()

    def sample() -> None:
        while not ended.wait(SAMPLE_SECONDS):
            held = sum(map(_own_bytes, (psutil.Process(), *server.children())))
            peak["mib"] = max(peak["mib"], held / 2**20)

    sampler = threading.Thread(target=sample, daemon=True)
    sampler.start()
    try:
        yield peak
    finally:
        ended.set()
        sampler.join()


def _own_bytes(process: psutil.Process) -> int:
    try:
        memory: Any = process.memory_info()
    except psutil.NoSuchProcess:  # a session that has just ended
        return 0
    return memory.rss - memory.shared


def main() -> None:
    """Start the database, set Django up, run the named step."""
    import django
    from django.conf import settings

    from shouwang.site import database

    step, *arguments = sys.argv[1:]
    with database.available(settings.PLACE):
        if step == "load":
            database.prepare(settings.PLACE)
        django.setup()
        {"load": load, "settle": settle}[step](*(int(one) for one in arguments))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwang.site.settings")
    main()
