"""Runs with real commits: the life of a clue, refusals, runs at once, runs cut short."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from tests import factories
from tests.factories import COUNTY, NEIGHBOUR_VILLAGE, ON, TOWN, VILLAGE
from tests.integration.monitoring.conftest import comfortable, unsafe, until_free

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.scope import Scope, entered
from shouwang.watch.monitoring import operations, snapshots
from shouwang.watch.monitoring.errors import ScreeningBackwards, ScreeningInFuture
from shouwang.watch.monitoring.models import (
    Clue,
    ClueChange,
    DataFinding,
    ScreeningRun,
    VillageCount,
)
from shouwang.watch.monitoring.operations import lifecycle
from shouwang.watch.monitoring.operations.requests import SCREENINGS
from shouwang.watch.registry.models import Household, Housing, Income

JULY, AUGUST, SEPTEMBER = date(2024, 7, 31), date(2024, 8, 31), date(2024, 9, 30)
NOW = datetime(2024, 10, 1, 2, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def everything(committed: None) -> Iterator[None]:
    with entered(Scope.everywhere()):
        yield


def seen(function, *args, **named):
    with entered(Scope.everywhere()):
        return function(*args, **named)


def asked(on: date = ON, region: str = COUNTY, **named) -> ScreeningRun:
    return seen(
        operations.request_screening, by=None, at=NOW, region_code=region, as_of=on, **named
    )


def screened(on: date = ON, region: str = COUNTY) -> ScreeningRun:
    run = asked(on, region)
    operations.screen_place(run.pk)
    return seen(ScreeningRun.objects.get, pk=run.pk)


def counts(run: ScreeningRun) -> tuple[int, int, int, int]:
    return run.clues, run.opened, run.refreshed, run.closed


def changes() -> list[tuple[str, str, date]]:
    with entered(Scope.everywhere()):
        return list(ClueChange.objects.order_by("id").values_list("clue__rule", "kind", "on"))


def test_a_clue_opens_once_is_refreshed_closes_and_opens_anew():
    home = seen(unsafe, number="H1")
    first = screened(ON)
    assert (first.state, first.step, first.percent) == ("done", "完成", 100)
    assert counts(first) == (1, 1, 0, 0)
    assert counts(screened(ON)) == (1, 0, 1, 0)
    seen(factories.housing, home, assessed_on=date(2024, 7, 5), grade="C")
    assert counts(screened(JULY)) == (1, 0, 1, 0)
    seen(factories.housing, home, assessed_on=date(2024, 8, 5), grade="A")
    assert counts(screened(AUGUST)) == (0, 0, 0, 1)
    seen(factories.housing, home, assessed_on=date(2024, 9, 5), grade="D")
    assert counts(screened(SEPTEMBER)) == (1, 1, 0, 0)
    assert changes() == [
        ("unsafe_house", "opened", ON),
        ("unsafe_house", "changed", JULY),
        ("unsafe_house", "closed", AUGUST),
        ("unsafe_house", "opened", SEPTEMBER),
    ]
    with entered(Scope.everywhere()):
        old, new = Clue.objects.order_by("id")
    assert (old.opened_on, old.refreshed_on, old.closed_on) == (ON, JULY, AUGUST)
    assert old.evidence == {"house_grade": "C", "assessed_on": "2024-07-05"}
    assert (new.opened_on, new.closed_on, new.severity) == (SEPTEMBER, None, 3)


def test_counts_by_village_are_what_the_run_found():
    with entered(Scope.everywhere()):
        unsafe(number="H1")
        comfortable(number="H2")
        unsafe(number="H3", region_code=NEIGHBOUR_VILLAGE)
        factories.household(number="H4")  # nobody lives there
    run = screened()
    assert (run.households, run.households_with_clues, run.clues) == (3, 2, 2)
    names = ("region_code", "rule", "severity", "households", "persons", "households_with_clues",
             "clues", "opened")  # fmt: skip
    with entered(Scope.everywhere()):
        found = list(VillageCount.objects.order_by("region_code", "rule").values_list(*names))
        doubts = list(DataFinding.objects.values_list("household__number", "code"))
    assert found == [
        (VILLAGE, "", 3, 3, 2, 1, 1, 1),
        (VILLAGE, "unsafe_house", 3, 0, 0, 1, 1, 1),
        (NEIGHBOUR_VILLAGE, "", 3, 1, 1, 1, 1, 1),
        (NEIGHBOUR_VILLAGE, "unsafe_house", 3, 0, 0, 1, 1, 1),
    ]
    assert doubts == [("H4", "no_members")]


def test_a_member_without_a_state_is_a_finding_and_no_alarm():
    with entered(Scope.everywhere()):
        factories.person(comfortable(number="H1"), birth_on=date(2014, 1, 1))
    run = screened()
    with entered(Scope.everywhere()):
        doubts = list(DataFinding.objects.values_list("household__number", "code"))
        rules = list(Clue.objects.values_list("rule", flat=True))
    assert (run.state, doubts) == ("done", [("H1", "person_state_missing")])
    assert rules == []


def test_a_run_of_one_township_leaves_the_others_alone():
    with entered(Scope.everywhere()):
        unsafe(number="H1")
        away = unsafe(number="H2", region_code=factories.OTHER_TOWN_VILLAGE)
    screened()
    with entered(Scope.everywhere()):
        Housing.objects.update(grade="A")
    assert counts(screened(JULY, TOWN)) == (0, 0, 0, 1)
    with entered(Scope.everywhere()):
        assert list(Clue.objects.filter(closed_on=None).values_list("household")) == [(away.pk,)]


def test_a_rule_that_left_the_policy_closes_its_clues():
    with entered(Scope.everywhere()):
        home = comfortable(number="H1")
        old = screened_run()
        factories.clue(home, old, rule="abolished", opened_on=date(2024, 5, 31))
    assert counts(screened()) == (0, 0, 0, 1)


def screened_run() -> ScreeningRun:
    return factories.screening_run(as_of=date(2024, 5, 31))


def test_the_journal_and_the_snapshot_say_what_was_done():
    seen(unsafe, number="H1")
    run = screened()
    with entered(Scope.everywhere()):
        entry = JournalEntry.objects.get(act="monitoring.screen")
    assert entry.subject_id == str(run.pk)
    assert entry.evidence == {
        "as_of": "2024-06-30", "policy_version": run.policy_version, "households": 1, "clues": 1,
        "opened": 1, "refreshed": 0, "closed": 0,
    }  # fmt: skip
    assert snapshots.exists(run)
    assert snapshots.directory(run).stat().st_mode & 0o777 == 0o700
    for day in (JULY, AUGUST):
        screened(day)
    assert not snapshots.exists(run)


def test_a_second_press_returns_the_run_under_way():
    first = asked()
    assert asked(JULY).pk == first.pk
    with entered(Scope.everywhere()):
        jobs = list(ProcrastinateJob.objects.values_list("task_name", "args", "lock"))
    assert jobs == [("monitoring.screen_place", {"run_id": first.pk}, "screening:360781000000")]
    assert asked(ON, TOWN).pk != first.pk


def test_history_is_not_written_backwards_nor_ahead():
    seen(comfortable)
    screened(JULY)
    with pytest.raises(ScreeningBackwards, match="筛查日期 2024-06-30 早于本地区"):
        asked(ON)
    with pytest.raises(ScreeningBackwards):
        asked(ON, TOWN)
    with pytest.raises(ScreeningInFuture):
        asked(date(2024, 10, 2))
    assert asked(JULY).state == "queued"


def test_a_year_without_a_line_fails_with_the_sentence():
    seen(comfortable)
    run = screened(date(2022, 6, 30))
    assert run.state == "failed"
    assert run.refusal == (
        "Parameter monitoring_line has no value for region 360781100201 on 2022-06-30: add one, "
        "with its document, to the policy pack."
    )
    assert seen(Clue.objects.count) == 0


def test_a_full_disk_fails_with_a_sentence(monkeypatch):
    seen(comfortable)

    def full(*_args, **_named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shouwang.watch.monitoring.facts_source.write_facts", full)
    run = screened()
    assert (run.state, run.refusal) == (
        "failed",
        "磁盘已满，筛查没有完成，任何线索都没有改变。请腾出空间后重新筛查。",
    )
    assert asked().pk != run.pk


def test_one_household_at_once_by_the_same_rules():
    with entered(Scope.everywhere()):
        home, neighbour = unsafe(number="H1"), unsafe(number="H2")
    screened()
    with entered(Scope(("360781100",))):
        factories.water(home, observed_on=date(2024, 6, 20), safe=False)
        Housing.objects.update(grade="A")
        run = operations.screen_household(home, by=None, at=NOW, on=ON)
    assert (run.trigger, run.state, counts(run)) == ("fact", "done", (1, 1, 0, 1))
    with entered(Scope.everywhere()):
        found = list(Clue.objects.filter(closed_on=None).values_list("household__number", "rule"))
    assert sorted(found) == [("H1", "unsafe_water"), (neighbour.number, "unsafe_house")]


def test_a_run_does_not_undo_what_was_screened_after_it_read():
    home = seen(unsafe, number="H1")
    run = asked()
    applied = lifecycle.apply

    def late(of, found):
        if of.pk == run.pk:
            _in_a_thread(_mend, home)
        return applied(of, found)

    lifecycle.apply = late
    try:
        operations.screen_place(run.pk)
    finally:
        lifecycle.apply = applied
    assert seen(Clue.objects.count) == 0
    assert counts(screened()) == (0, 0, 0, 0)


def _mend(home: Household) -> None:
    with entered(Scope.everywhere()):
        Housing.objects.update(grade="A")
        operations.screen_household(home, by=None, at=NOW, on=ON)


def _in_a_thread(function, *args) -> None:
    failures: list[BaseException] = []

    def run() -> None:
        try:
            function(*args)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert failures == []


def test_two_runs_at_once_find_each_clue_once():
    with entered(Scope.everywhere()):
        for _ in range(5):
            unsafe()
    county, town = asked(), asked(ON, TOWN)
    threads = [threading.Thread(target=_screen, args=(run.pk,)) for run in (county, town)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with entered(Scope.everywhere()):
        states = set(ScreeningRun.objects.values_list("state", flat=True))
        opened = sum(ScreeningRun.objects.values_list("opened", flat=True))
        assert (states, opened, Clue.objects.count()) == ({"done"}, 5, 5)


def _screen(number: int) -> None:
    try:
        operations.screen_place(number)
    finally:
        connection.close()


def test_a_run_that_somebody_holds_is_left_alone():
    seen(unsafe)
    run = asked()
    with SCREENINGS.lock.held(run.pk) as ours:
        assert ours
        assert SCREENINGS.lock.is_held(run.pk)
        _in_a_thread(operations.screen_place, run.pk)
        assert seen(ScreeningRun.objects.get, pk=run.pk).state == "queued"
    assert not SCREENINGS.lock.is_held(run.pk)


CHILD = """
import sys, time, django
django.setup()
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
from shouwang.watch.monitoring import operations
from shouwang.watch.monitoring.operations import lifecycle
applied = lifecycle.apply
def stopping(run, found):
    outcome = applied(run, found)
    print("applied", outcome.opened, flush=True)
    time.sleep(120)
    return outcome
lifecycle.apply = stopping
operations.screen_place(int(sys.argv[2]))
"""


def test_a_worker_killed_in_the_middle_leaves_nothing_half_done():
    seen(unsafe)
    run = asked()
    name = connection.settings_dict["NAME"]
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, name, str(run.pk)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "applied 1\n"
    child.kill()
    child.wait()
    child.stdout.close()
    until_free(run.pk)
    cut_short = seen(ScreeningRun.objects.get, pk=run.pk)
    assert (cut_short.state, cut_short.percent) == ("running", 60)
    assert seen(Clue.objects.count) == 0
    _as_if_fetched(run)
    assert operations.recover_runs(at=NOW) == 1
    assert seen(ProcrastinateJob.objects.get).status == "todo"
    operations.screen_place(run.pk)
    assert counts(seen(ScreeningRun.objects.get, pk=run.pk)) == (1, 1, 0, 0)
    left = {path.name for path in snapshots.directory(run).parent.iterdir()}
    assert {name for name in left if name.startswith(".")} == set()


def _as_if_fetched(run: ScreeningRun) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")


WORKER = """
import sys, time, django
django.setup()
from django.core.management import call_command
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
from shouwang.watch.monitoring.operations import lifecycle
applied = lifecycle.apply
def stopping(run, found):
    outcome = applied(run, found)
    print("applied", outcome.opened, flush=True)
    time.sleep(120)
    return outcome
if sys.argv[2] == "stopping":
    lifecycle.apply = stopping
call_command("procrastinate", "worker", "--one-shot", "--queues", "screening")
"""


def _worker(how: str) -> "subprocess.Popen[str]":
    name = connection.settings_dict["NAME"]
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, name, how],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


@pytest.mark.slow
def test_a_real_worker_is_killed_and_the_next_one_finishes():
    seen(unsafe)
    run = asked()
    with _worker("stopping") as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "applied 1\n"
        killed.kill()
    until_free(run.pk)
    assert seen(ScreeningRun.objects.get, pk=run.pk).state == "running"
    assert seen(ProcrastinateJob.objects.get, task_name=operations.SCREEN_PLACE).status == "doing"
    assert operations.recover_runs(at=timezone.now()) == 1
    with _worker("plain") as next_one:
        assert next_one.wait(300) == 0
    done = seen(ScreeningRun.objects.get, pk=run.pk)
    assert (done.state, counts(done)) == ("done", (1, 1, 0, 0))
    job = seen(ProcrastinateJob.objects.get, task_name=operations.SCREEN_PLACE)
    assert job.status == "succeeded"


def test_a_run_without_a_job_is_marked_as_failed():
    run = asked()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    assert operations.recover_runs(at=NOW) == 1
    found = seen(ScreeningRun.objects.get, pk=run.pk)
    assert found.state == "failed"
    assert found.refusal == "筛查被中断（程序停止运行），没有任何线索因此改变。请重新筛查。"


def test_recovery_leaves_waiting_runs_alone():
    asked()
    assert operations.recover_runs(at=NOW + timedelta(hours=1)) == 0


def test_the_nightly_round_screens_every_county_on_its_day():
    with entered(Scope.everywhere()):
        comfortable()
        comfortable(region_code=factories.OTHER_COUNTY_VILLAGE)
        Income.objects.filter(region_code__startswith="360782").delete()
    runs = operations.request_all(at=NOW)
    assert [(run.region_code, run.as_of, run.trigger) for run in runs] == [
        (COUNTY, date(2024, 5, 31), "schedule"),
        ("360782000000", date(2024, 10, 1), "schedule"),
    ]


def test_a_scope_elsewhere_sees_neither_run_nor_clue():
    seen(unsafe)
    run = screened()
    with entered(Scope(("360782",))):
        assert ScreeningRun.objects.filter(pk=run.pk).count() == 0
        assert (Clue.objects.count(), VillageCount.objects.count()) == (0, 0)
    assert settings.DATA.exists()
