"""One process of the pages' measurement: `load SCALE` as the owner, `measure SCALE` as the site."""

import importlib
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Iterable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwang.site.settings")

from django.conf import settings

from shouwang.site import database
from shouwang.site.cli import preparation

REQUESTS = 40


def load(scale: float) -> None:
    """The county at the scale, screened, once."""
    database.prepare(settings.PLACE)
    preparation.set_up()
    preparation.migrate()
    preparation.collect_static()
    from shouwang.demo import loading

    if not loading.is_loaded():
        loading.load(say=lambda text: print(text, file=sys.stderr), scale=scale)
    preparation.screen_demonstration(lambda text: print(text, file=sys.stderr))


def measure() -> dict[str, object]:
    """Milliseconds and statements of each page, asked for like a county office does."""
    importlib.import_module("shouwang.site.wsgi")  # set up as the web server's process is
    from django.test import Client

    from shouwang.kernel import scope
    from shouwang.people.models import Account
    from shouwang.watch.monitoring.models import Clue
    from shouwang.watch.registry.models import Household

    draw = random.Random(1)
    with scope.entered(scope.Scope.everywhere()):
        households = list(Household.objects.values_list("number", "region_code"))
        clues = list(Clue.objects.filter(closed_on=None).values_list("pk", flat=True))
    villages = sorted({village for _number, village in households})
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(Account.objects.get(username="xian"))
    pages: dict[str, Iterable[str]] = {
        "dashboard": ["/"] * REQUESTS,
        "village list": [f"/places/{draw.choice(villages)}/" for _ in range(REQUESTS)],
        "clue list": [f"/clues/?page={draw.randint(1, 20)}" for _ in range(REQUESTS)],
        "clue list, filtered": [
            f"/clues/?severity={1 + n % 3}&sort=place" for n in range(REQUESTS)
        ],
        "household": [f"/households/{draw.choice(households)[0]}/" for _ in range(REQUESTS)],
        "clue": [f"/clues/{draw.choice(clues)}/" for _ in range(REQUESTS)],
        "search": [f"/households/?q={draw.choice(['zx', '钟', '刘小', 'lss'])}" for _ in range(20)],
    }
    return {
        "households": len(households),
        "pages": {name: _page(client, list(paths)) for name, paths in pages.items()},
    }


def _page(client, paths: list[str]) -> dict[str, float]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(paths[0])  # the first request reads templates and the pack
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(paths[0])
    assert answer.status_code == 200, (paths[0], answer.status_code)
    asked = [query["sql"] for query in captured.captured_queries]
    statements = sum(
        not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")) for sql in asked
    )
    taken = []
    for path in paths:
        started = time.perf_counter()
        client.get(path)
        taken.append(1000 * (time.perf_counter() - started))
    cuts = statistics.quantiles(taken, n=20)
    return {"p50": statistics.median(taken), "p95": cuts[18], "statements": statements}


if __name__ == "__main__":
    with database.available(settings.PLACE):
        if sys.argv[1] == "load":
            load(float(sys.argv[2]))
        else:
            print(json.dumps(measure()))
