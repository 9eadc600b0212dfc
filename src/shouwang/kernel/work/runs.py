"""Runs over places: asked for, done by the worker, taken up again when they were cut short."""

import errno
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app
from psycopg.errors import DiskFull

from shouwang.engine.errors import EngineError
from shouwang.kernel import journal, scope
from shouwang.kernel.errors import ShouwangError
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.work.holding import Lock
from shouwang.kernel.work.jobs import is_abandoned, job_of, take_up
from shouwang.kernel.work.models import UNDER_WAY, Run

R = TypeVar("R", bound=Run)
WAITING = "等待开始"


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of a run that its worker left, that met a full disk, or a fault ({error})."""

    cut_off: str
    disk_full: str
    broken: str


@dataclass(frozen=True, slots=True)
class Runs(Generic[R]):
    """The runs of one table.

    Under `name` the jobs of one place take turns; `lock` is held by whoever works on one; `task`
    takes the run's number as `run_id` and waits in `queue`; `request` is the act in the journal.
    """

    model: type[R]
    name: str
    lock: Lock
    task: str
    queue: str
    request: str
    words: Words

    def under_way(self) -> QuerySet[R]:
        """Runs that wait or are being done."""
        return self.model._default_manager.filter(state__in=UNDER_WAY)

    @transaction.atomic
    def ask(
        self,
        *,
        by: AbstractBaseUser | None,
        at: datetime,
        place: RegionCode,
        as_of: date,
        trigger: str,
        admit: Callable[[], None] = lambda: None,
    ) -> R:
        """Queue a run of a place; when one is under way there already, that one is returned.

        `admit` is called before a new one is made, and may raise.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [1_000 * self.lock.kind + 2])
        there = self.under_way().filter(region_code=place.code).first()
        if there is not None:
            return there
        admit()
        run = self.model._default_manager.create(
            region_code=place.code,
            as_of=as_of,
            trigger=trigger,
            requested_by_id=by.pk if by is not None else None,
            requested_at=at,
            step=WAITING,
        )
        evidence = {"as_of": as_of.isoformat(), "trigger": trigger}
        journal.record(by=by, act=self.request, subject=run, region=place, evidence=evidence)
        lock = f"{self.name}:{place.code}"
        job = app.configure_task(self.task, queue=self.queue, lock=lock, allow_unknown=True)
        job.defer(run_id=run.pk)
        return run

    def do(self, number: int, work: Callable[[R], None]) -> None:
        """The worker's job: do a queued run, or one that was cut short, from the beginning.

        Nothing when another process is at it or it is over. What people can mend (a refusal, a
        missing parameter, a full disk) ends in the run's `refusal`; a lost database is raised, so
        that the task is tried again (`jobs.RETRY`).
        """
        with self.lock.held(number) as ours:
            run = self._begin(number) if ours else None
            if run is not None:
                self._do(run, work)

    def recover(self, *, at: datetime) -> int:
        """Put runs right that nobody works on any more; returns how many.

        A run whose worker died is handed to the next worker; one that has no job left is marked as
        failed with a sentence that says so. For the start of the server and every minute.
        """
        recovered = 0
        with scope.entered(scope.Scope.everywhere()):
            for run in self.under_way().order_by("id"):
                if not self.lock.is_held(run.pk):
                    recovered += self._recover(run, at)
        return recovered

    def _begin(self, number: int) -> R | None:
        with scope.entered(scope.Scope.everywhere()):
            run = self.under_way().select_for_update().filter(pk=number).first()
            if run is not None:
                run.state, run.started_at, run.percent = Run.State.RUNNING, timezone.now(), 0
                run.save(update_fields=["state", "started_at", "percent"])
            return run

    def _do(self, run: R, work: Callable[[R], None]) -> None:
        try:
            work(run)
        except (ShouwangError, EngineError) as refusal:
            self._fail(run, str(refusal))
        except Exception as error:
            if is_disk_full(error):
                self._fail(run, self.words.disk_full)
                return
            if not isinstance(error, (OperationalError, InterfaceError)):
                self._fail(run, self.words.broken.format(error=type(error).__name__))
            raise

    def _fail(self, run: R, sentence: str) -> None:
        with scope.entered(scope.Scope.of([RegionCode(run.region_code)])):
            run.state, run.refusal = Run.State.FAILED, " ".join(sentence.split())
            run.finished_at = timezone.now()
            run.save(update_fields=["state", "refusal", "finished_at"])

    def _recover(self, run: R, at: datetime) -> int:
        job = job_of(self.task, run_id=run.pk)
        if job is None:
            return self.under_way().filter(pk=run.pk).update(
                state=Run.State.FAILED, refusal=self.words.cut_off, finished_at=at
            )  # fmt: skip
        if not is_abandoned(job, at, begun=run.state == Run.State.RUNNING):
            return 0
        take_up(job, at)
        return 1


def is_disk_full(error: Exception) -> bool:
    """Whether an error says that there is no room left, here or where the database lies."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    return isinstance(error.__cause__, DiskFull)
