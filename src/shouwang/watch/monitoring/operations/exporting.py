"""Long lists as files, written by the worker while their asker does something else."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from procrastinate.contrib.django import app

from shouwang.kernel import excel, journal, scope
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.work import UNDER_WAY, Lock, Progress, is_abandoned, job_of, take_up
from shouwang.watch.monitoring.models import Export

WRITE_EXPORT = "monitoring.write_export"
QUEUE = "exports"
NOTE_EVERY = 5_000  # rows between two notes of progress
KEPT = timedelta(hours=24)  # a file of personal data lies no longer than a day
CUT_OFF = "导出被中断（程序停止运行），没有生成文件。请重新导出。"
BROKEN = "导出程序出错（{error}）。请再试一次，仍不行就把这句话报给管理员。"

_LOCK = Lock(7204)
Rows = Iterable[Sequence[object]]
# Puts what was asked for into a temporary file; passes the rows through the function it is given.
Writer = Callable[[Export, Callable[[Rows], Rows]], excel.Written]


@transaction.atomic
def request_export(
    *,
    by: AbstractBaseUser,
    at: datetime,
    place: RegionCode,
    which: str,
    form: str,
    query: str,
    total: int,
) -> Export:
    """Queue the writing of a list in the scope that is entered; its rows are `total` or so."""
    asked = Export.objects.create(
        region_code=place.code,
        by_id=by.pk,
        list=which,
        form=form,
        query=query,
        prefixes=list(scope.current().prefixes),
        language=translation.get_language() or "zh-hans",
        total=total,
        asked_at=at,
    )
    app.configure_task(WRITE_EXPORT, queue=QUEUE, allow_unknown=True).defer(number=asked.pk)
    return asked


def write_export(number: int, write: Writer) -> None:
    """The worker's job: let the rows be read in the asker's scope and written to the file."""
    with _LOCK.held(number) as ours:
        with scope.entered(scope.Scope.everywhere()):
            asked = _under_way().filter(pk=number).first() if ours else None
        if asked is not None:
            _export(asked, write)


def recover_exports(*, at: datetime) -> int:
    """Hand exports whose worker died to the next one; mark those without a job. Every minute."""
    with scope.entered(scope.Scope.everywhere()):
        left = [one for one in _under_way().order_by("id") if not _LOCK.is_held(one.pk)]
        return sum(_recover(one, at) for one in left)


def _recover(asked: Export, at: datetime) -> int:
    job = job_of(WRITE_EXPORT, number=asked.pk)
    if job is None:
        return _under_way().filter(pk=asked.pk).update(
            state=Export.State.FAILED, refusal=CUT_OFF, finished_at=at
        )  # fmt: skip
    if not is_abandoned(job, at, begun=asked.state == Export.State.RUNNING):
        return 0
    take_up(job, at)
    return 1


def _under_way() -> QuerySet[Export]:
    return Export.objects.filter(state__in=UNDER_WAY)


def _export(asked: Export, write: Writer) -> None:
    inside = scope.Scope(tuple(asked.prefixes), account=str(asked.by_id))
    with Progress(asked, inside) as progress:
        progress.save(state=Export.State.RUNNING)
        try:
            with translation.override(asked.language), scope.entered(inside):
                _write(asked, write, progress)
        except Exception as error:
            progress.save(
                state=Export.State.FAILED,
                refusal=BROKEN.format(error=type(error).__name__),
                finished_at=timezone.now(),
            )
            raise


def _counting(rows: Rows, progress: Progress) -> Iterator[Sequence[object]]:
    """The rows themselves; how many were taken is saved now and then."""
    for number, row in enumerate(rows, start=1):
        yield row
        if number % NOTE_EVERY == 0:
            progress.save(rows=number)


def _write(asked: Export, write: Writer, progress: Progress) -> None:
    written = write(asked, lambda rows: _counting(rows, progress))
    target = directory() / f"{asked.pk}-{secrets.token_hex(8)}.{asked.form}"
    written.path.replace(target)
    record(by=asked.by, place=RegionCode(asked.region_code), which=asked.list, form=asked.form,
           query=asked.query, rows=written.rows)  # fmt: skip
    transaction.on_commit(
        lambda: progress.save(
            state=Export.State.DONE,
            rows=written.rows,
            file=target.name,
            finished_at=timezone.now(),
        )
    )


def record(
    *,
    by: AbstractBaseUser,
    place: RegionCode,
    which: str,
    form: str,
    query: str,
    rows: int,
) -> None:
    """Journal that a list left the system: which, how filtered, how many rows."""
    journal.record(
        by=by,
        act="monitoring.export",
        subject=journal.Subject("list", which),
        region=place,
        evidence={"form": form, "filter": query, "rows": rows},
    )


def directory() -> Path:
    """Where files wait to be fetched; only the server's account may read them."""
    path: Path = settings.DATA / "exports"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def discard_exports(*, at: datetime) -> int:
    """Remove files older than KEPT and the memory of where they lay; returns how many."""
    removed = 0
    for path in directory().iterdir():
        if path.stat().st_mtime < (at - KEPT).timestamp():
            path.unlink(missing_ok=True)
            removed += 1
    with scope.entered(scope.Scope.everywhere()):
        Export.objects.filter(asked_at__lt=at - KEPT).exclude(file="").update(file="")
    return removed
