"""One process of the pages' measurement, on the data of SHOUWANG_DATA.

`load SCALE PEOPLE` as the owner; `measure` and `export LIST FORM ROWS` as the site.
"""

import importlib
import itertools
import json
import os
import random
import resource
import statistics
import sys
import time
from collections.abc import Iterable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwang.site.settings")

from django.conf import settings
from django.db import transaction

from shouwang.site import database
from shouwang.site.cli import preparation

REQUESTS = 40
WORDS = ("zx", "钟", "刘小", "lss", "1234", "022X", "象湖 刘", "刘 1234")


def load(scale: float, people: int) -> None:
    """The county at the scale, grown to so many people and screened, once."""
    database.prepare(settings.PLACE)
    preparation.set_up()
    preparation.migrate()
    preparation.collect_static()
    from shouwang.demo import loading

    if not loading.is_loaded():
        loading.load(say=lambda text: print(text, file=sys.stderr), scale=scale)
    _grow(people)
    preparation.screen_demonstration(lambda text: print(text, file=sys.stderr))
    _check()


def _check() -> None:
    """The quality of the county's data checked once, so that the lists of findings are long."""
    from django.utils import timezone

    from shouwang.demo import loading
    from shouwang.kernel import scope
    from shouwang.watch.quality import operations
    from shouwang.watch.quality.models import QualityRun

    with scope.entered(scope.Scope.everywhere()):
        if QualityRun.objects.filter(state="done").exists():
            return
        run = operations.request_check(
            by=None,
            at=timezone.now(),
            region_code=loading.COUNTY,
            as_of=loading.SCREENED_ON[-1],
        )
    started = time.perf_counter()
    operations.check_place(run.pk)
    print(f"checked in {time.perf_counter() - started:.0f} s", file=sys.stderr)


def _grow(people: int) -> None:
    from django.db import connection
    from tests.bench.people import TABLES, grow

    from shouwang.demo.loading import copying
    from shouwang.kernel import scope

    with scope.entered(scope.Scope.everywhere()), copying.open_tables(connection, TABLES):
        grow(connection, people)


def export(which: str, form: str, rows: int) -> dict[str, float]:
    """Seconds to write a list of so many rows, and the process's memory before and at its peak."""
    importlib.import_module("shouwang.site.wsgi")
    from django.http import QueryDict

    from shouwang.kernel import scope
    from shouwang.kernel.regioncode import RegionCode
    from shouwang.watch.monitoring.sheets import List, Sheet

    importlib.import_module("shouwang.site.urls_watch")
    sheet = Sheet(List(which), RegionCode.of("360781"), QueryDict(""))
    with scope.entered(scope.Scope(("360781",))):
        sheet.count()
        before, started = _peak_mib(), time.perf_counter()
        written = sheet.write(form, "bench", lambda found: itertools.islice(found, rows))
        seconds = time.perf_counter() - started
    written.path.unlink()
    return {
        "rows": written.rows,
        "seconds": seconds,
        "before_mib": before,
        "peak_mib": _peak_mib(),
    }


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure() -> dict[str, object]:
    """Milliseconds and statements of each page, asked for like a county office does."""
    importlib.import_module("shouwang.site.wsgi")  # set up as the web server's process is
    from django.test import Client

    from shouwang.kernel import scope
    from shouwang.people.models import Account
    from shouwang.watch.monitoring.models import Clue
    from shouwang.watch.registry.models import Household, Person

    draw = random.Random(1)
    with scope.entered(scope.Scope.everywhere()):
        households = list(Household.objects.values_list("number", "region_code"))
        people = Person.objects.count()
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
        "search": [f"/households/?q={draw.choice(WORDS)}" for _ in range(REQUESTS)],
        "household list": [f"/households/?page={draw.randint(1, 20)}" for _ in range(REQUESTS)],
        "figures": ["/places/360781000000/figures/"] * REQUESTS,
        "data quality": ["/quality/"] * REQUESTS,
        "findings": [f"/quality/findings/?page={draw.randint(1, 20)}" for _ in range(REQUESTS)],
        "findings of a township": [
            f"/quality/findings/?place={draw.choice(villages)[:9]}000" for _ in range(REQUESTS)
        ],
    }
    return {
        "households": len(households),
        "people": people,
        "pages": {name: _page(client, list(paths)) for name, paths in pages.items()}
        | {
            "suggestions while typing": _suggestions(client),
            "one household screened again": _screened_again(
                [draw.choice(households)[0] for _ in range(REQUESTS)]
            ),
        },
    }


def _screened_again(numbers: list[str]) -> dict[str, float]:
    """A household's clues worked out anew by the whole pack, as after a new fact; nothing stays."""
    from django.utils import timezone

    from shouwang.demo import loading
    from shouwang.kernel import scope
    from shouwang.watch.monitoring.operations import screen_household
    from shouwang.watch.registry.models import Household

    def screened(number: str) -> None:
        with scope.entered(scope.Scope(("360781",))), transaction.atomic():
            home = Household.objects.get(number=number)
            screen_household(home, by=None, at=timezone.now(), on=loading.SCREENED_ON[-1])
            transaction.set_rollback(True)

    return _measured([lambda number=number: screened(number) for number in numbers])


def _page(client, paths: list[str]) -> dict[str, float]:
    return _measured([lambda path=path: client.get(path) for path in paths])


def _suggestions(client) -> dict[str, float]:
    asked = [WORDS[number % len(WORDS)] for number in range(REQUESTS)]
    return _measured(
        [lambda words=words: client.post("/households/suggest/", {"q": words}) for words in asked]
    )


def _measured(requests: list) -> dict[str, float]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    requests[0]()  # the first request reads templates and the pack
    with CaptureQueriesContext(connection) as captured:
        answer = requests[0]()
    assert answer is None or answer.status_code == 200, answer.request["PATH_INFO"]
    asked = [query["sql"] for query in captured.captured_queries]
    statements = sum(
        not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")) for sql in asked
    )
    taken = []
    for request in requests:
        started = time.perf_counter()
        request()
        taken.append(1000 * (time.perf_counter() - started))
    cuts = statistics.quantiles(taken, n=20)
    return {"p50": statistics.median(taken), "p95": cuts[18], "statements": statements}


if __name__ == "__main__":
    with database.available(settings.PLACE):
        if sys.argv[1] == "load":
            load(float(sys.argv[2]), int(sys.argv[3]))
        elif sys.argv[1] == "export":
            print(json.dumps(export(sys.argv[2], sys.argv[3], int(sys.argv[4]))))
        else:
            print(json.dumps(measure()))
