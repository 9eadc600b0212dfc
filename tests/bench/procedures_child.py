"""One process of the cases' measurement, on the data of SHOUWANG_DATA.

`load SCALE PEOPLE` and `cases COUNT` as the owner; `many COUNT` and `pages` as the site.
"""

import importlib
import itertools
import json
import os
import random
import sys
import time
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwang.site.settings")

from django.conf import settings
from django.db import transaction

from shouwang.site import database

from . import pages_child

PROCEDURE, COUNTY = "monitored_identification", "360781"
DAYS = 30  # cases were opened on so many different days
TABLES = ("procedures_case", "procedures_act")
VOTE = {"members": 9, "present": 7, "agree": 6, "against": 1, "abstain": 0, "recused": 0}
# way, step it leads to, who, in which role, on which evidence, so many days after the opening
WAY = (
    ("", "taking_up", "cun", "village", (), 0),
    ("take_up", "verification", "xiangzhen", "township", (), 1),
    ("verify", "information_check", "cun", "village", ("home_visit", "authorisation"), 3),
    ("pass_check", "village_review", "xian", "county", ("information_check",), 4),
    ("agree", "public_notice", "cun", "village", ("review_minutes", "notice_photo"), 6),
    ("end_notice", "township_review", "cun", "village", (), 14),
    ("pass_township", "county_approval", "xiangzhen", "township", ("township_opinion",), 16),
)
# Lists of the rooms around the cases, of the whole county; nobody has written in these rooms yet.
ROOMS = {
    "reviews that wait": "/reviews/",
    "visits that wait": "/visits/",
    "after the exit": "/exits/after/",
    "plans of help": "/assistance/",
    "helpers": "/pairing/",
    "households without a helper": "/pairing/waiting/",
    "responsibility": "/accountability/",
    "townships compared": "/accountability/townships/",
}
# of ten cases so many have come so far: the rest stands before the county
REACH = (1, 2, 3, 4, 5, 6, 7, 7, 7, 7)

_INSERT_ACTS = """
INSERT INTO procedures_act (id, case_id, region_code, sequence, transition, from_step, to_step,
    by_id, role, signers, at, "on", reason, evidence, vote)
SELECT CASE WHEN s.sequence = 1 THEN h.id ELSE gen_random_uuid() END, h.id, h.region_code,
    s.sequence, s.transition, s.from_step, s.to_step, s.by_id, s.role, s.signers, s.at, s.on, '',
    s.evidence, s.vote
FROM chosen AS h JOIN jsonb_to_recordset(%s::jsonb) AS s (kind int, sequence int, transition text,
    from_step text, to_step text, by_id bigint, role text, signers bigint[], at timestamptz,
    "on" date, evidence jsonb, vote jsonb) ON s.kind = h.kind
"""
_INSERT_CASES = """
INSERT INTO procedures_case (id, procedure, version_id, subject_kind, subject_id, region_code, step,
    revision, opened_on, entered_on, finished_on, effect, green, owed, awaits, escalates, due_on,
    ripe_on)
SELECT h.id, %s, %s, 'household', h.number, h.region_code, s.step, s.revision, s.opened_on,
    s.entered_on, NULL, false, false, '{}', s.awaits, s.escalates, s.due_on, s.ripe_on
FROM chosen AS h JOIN jsonb_to_recordset(%s::jsonb) AS s (kind int, step text, revision int,
    opened_on date, entered_on date, awaits text, escalates text, due_on date, ripe_on date)
    ON s.kind = h.kind
"""
_CHOOSE = """
CREATE TEMPORARY TABLE chosen ON COMMIT DROP AS
SELECT gen_random_uuid() AS id, number, region_code,
    (row_number() OVER (ORDER BY md5(number)))::int %% %s AS kind
FROM registry_household WHERE ended_on IS NULL AND region_code LIKE '360781%%'
ORDER BY md5(number) LIMIT %s
"""


def cases(count: int) -> None:
    """Add cases in every step, by whole histories, once."""
    from django.db import connection
    from django.utils import timezone

    from shouwang.demo.loading import copying
    from shouwang.kernel import scope
    from shouwang.procedures.models import Case
    from shouwang.procedures.operations.versions import version_for

    now = timezone.now()
    with scope.entered(scope.Scope.everywhere()), connection.cursor() as cursor:
        if Case.objects.count() >= count:
            return
        version = version_for(PROCEDURE, f"{COUNTY}000000", timezone.localdate(now), now)
        acts, stood = _histories(version, timezone.localdate(now))
        with copying.open_tables(connection, [*TABLES, "registry_household"]):
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(_CHOOSE, [len(stood), count])
            cursor.execute(_INSERT_ACTS, [json.dumps(acts)])
            cursor.execute(_INSERT_CASES, [PROCEDURE, version.pk, json.dumps(stood)])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
                cursor.execute(f"ANALYZE {table}")


def _histories(version: Any, today: date) -> tuple[list[dict], list[dict]]:
    """For each kind of case its acts and where it stands, as the rules have it."""
    from shouwang.people.models import Account
    from shouwang.procedures import queries, rules
    from shouwang.procedures.rules import Past

    declaration = queries.declaration_of(version)
    accounts = dict(Account.objects.values_list("username", "id"))
    acts, stood = [], []
    for kind, (day, reach) in enumerate(itertools.product(range(DAYS), REACH)):
        opened = today - timedelta(days=WAY[reach - 1][5] + 1 + day)
        history: list[Past] = []
        for sequence, (way, step, who, role, kinds, after) in enumerate(WAY[:reach], start=1):
            on, by = opened + timedelta(days=after), accounts[who]
            signers = [accounts["yibao"]] if way == "verify" else []
            history.append(Past(way, step, on, frozenset({by, *signers}), frozenset(kinds)))
            acts.append({
                "kind": kind, "sequence": sequence, "transition": way, "to_step": step,
                "from_step": WAY[sequence - 2][1] if sequence > 1 else "", "by_id": by,
                "role": role, "signers": signers, "at": f"{on}T02:00:00Z", "on": f"{on}",
                "evidence": [{"kind": one, "ref": f"papers.paper:{sequence}"} for one in kinds],
                "vote": VOTE if way == "agree" else None,
            })  # fmt: skip
        now = rules.standing(declaration, history)
        stood.append({
            "kind": kind, "step": now.step, "revision": reach, "opened_on": f"{opened}",
            "entered_on": f"{history[-1].on}", "awaits": now.awaits, "escalates": now.escalates,
            "due_on": now.due_on and f"{now.due_on}", "ripe_on": now.ripe_on and f"{now.ripe_on}",
        })  # fmt: skip
    return acts, stood


def many(count: int) -> dict[str, float]:
    """Approve so many cases as the worker does, deferred checks included; then undo it."""
    importlib.import_module("shouwang.site.wsgi")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from shouwang.kernel import scope
    from shouwang.watch.casework import operations

    batch = _asked(count)
    with scope.entered(scope.Scope.everywhere()):
        with CaptureQueriesContext(connection) as sent:
            started, used = time.perf_counter(), time.process_time()
            operations.do_many(batch.pk)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            seconds, cpu = time.perf_counter() - started, time.process_time() - used
        batch.refresh_from_db()
        assert (batch.done, batch.state) == (count, "done"), batch.refusal or batch.refused
        transaction.set_rollback(True)
    statements = [
        query["sql"]
        for query in sent.captured_queries
        if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
    ]
    if os.environ.get("SHOUWANG_BENCH_EXPLAIN"):
        for query in sent.captured_queries:
            print(query["time"], query["sql"][:100].replace("\n", " "), file=sys.stderr)
    return {"cases": count, "seconds": seconds, "cpu_seconds": cpu, "statements": len(statements)}


def _asked(count: int) -> Any:
    """The batch as the county office's page asks for it; its job is never run by a worker here."""
    from django.utils import timezone

    from shouwang.kernel import scope
    from shouwang.kernel.regioncode import RegionCode
    from shouwang.people.models import Account
    from shouwang.procedures import queries
    from shouwang.procedures.models import Case, ProcedureVersion
    from shouwang.watch.casework import operations

    with scope.entered(scope.Scope.everywhere()):
        waiting = Case.objects.filter(step="county_approval", finished_on=None).order_by("id")
        seen = dict(waiting.values_list("id", "revision")[:count])
        version = ProcedureVersion.objects.get(pk=waiting[0].version_id)
        way = queries.declaration_of(version).transitions["approve"]
        return operations.request_many(
            by=Account.objects.get(username="xian"),
            at=timezone.now(),
            number=uuid4(),
            place=RegionCode.of(COUNTY),
            procedure=PROCEDURE,
            step="county_approval",
            way=way,
            label="县级审定通过",
            cases=seen,
            text="瑞乡振〔2024〕1号",
        )


def pages() -> dict[str, object]:
    """Milliseconds and statements of each page, asked for by the county office and a township."""
    importlib.import_module("shouwang.site.wsgi")  # set up as the web server's process is
    from django.test import Client

    from shouwang.kernel import scope
    from shouwang.people.models import Account
    from shouwang.procedures.models import Case
    from shouwang.watch.registry.models import Household

    draw, requests = random.Random(1), pages_child.REQUESTS
    with scope.entered(scope.Scope.everywhere()):
        found = list(Case.objects.values_list("pk", "region_code", "subject_id")[:5_000])
        households = Household.objects.count()
    county, township = Client(headers={"host": "127.0.0.1"}), Client(headers={"host": "127.0.0.1"})
    county.force_login(Account.objects.get(username="xian"))
    township.force_login(Account.objects.get(username="xiangzhen"))
    lists = {
        "to-do list": lambda: f"/casework/?page={draw.randint(1, 20)}",
        "all under way": lambda: f"/casework/?which=open&page={draw.randint(1, 20)}",
        "late, of a township": lambda: (
            f"/casework/?which=late&place={draw.choice(found)[1][:9]}000"
        ),
        "one step": lambda: "/casework/?which=open&step=public_notice",
        "case": lambda: f"/casework/{draw.choice(found)[0]}/",
        "cases of a household": lambda: f"/households/{draw.choice(found)[2]}/cases/",
        "overview of what is late": lambda: "/casework/overview/",
        "a household's plan": lambda: f"/assistance/households/{draw.choice(found)[2]}/",
        **{name: lambda path=path: path for name, path in ROOMS.items()},
    }
    measured = {
        name: pages_child._page(county, [path() for _ in range(requests)])
        for name, path in lists.items()
    }
    measured["to-do list of a township"] = pages_child._page(township, ["/casework/"] * requests)
    return {"households": households, "pages": measured}


if __name__ == "__main__":
    with database.available(settings.PLACE):
        if sys.argv[1] == "load":
            pages_child.load(float(sys.argv[2]), int(sys.argv[3]))
        elif sys.argv[1] == "cases":
            pages_child.preparation.set_up()
            cases(int(sys.argv[2]))
        elif sys.argv[1] == "many":
            print(json.dumps(many(int(sys.argv[2]))))
        else:
            print(json.dumps(pages()))
