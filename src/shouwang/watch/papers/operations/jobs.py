"""Printing many papers in the background: asked for, done part by part, found again later."""

import contextlib
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import override
from procrastinate.contrib.django import app

from shouwang.kernel import journal, scope
from shouwang.kernel.errors import ShouwangError
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.work import Lock, is_disk_full
from shouwang.watch.papers import queries, rendering, vault
from shouwang.watch.papers.errors import NothingToPrint, TooManyToPrint
from shouwang.watch.papers.models import PrintJob
from shouwang.watch.papers.operations.printing import (
    Request,
    excel_roll,
    roll_parts,
    sheet_fields_of,
    stamps,
)
from shouwang.watch.papers.rules import Shape, Sheet

QUEUE = "papers"
PRINT_MANY = "papers.print_many"
MOST_CARDS = 2_000  # a large village; a township is printed village by village
INTERRUPTIONS = (OperationalError, InterfaceError)
INTERRUPTED = "打印被中断（程序停止运行），没有生成文件。请重新打印。"
DISK_FULL = "磁盘已满，没有生成文件。请腾出空间后重新打印。"
BROKEN = "打印程序出错（{error}），没有生成文件。请把这句话报给管理员。"
_LOCK = Lock(7211)
_RUNNING = (PrintJob.State.QUEUED, PrintJob.State.RUNNING)
Fields = dict[str, Any]


@transaction.atomic
def request_printing(
    request: Request, *, region_code: str, categories: Sequence[str] = ()
) -> PrintJob:
    """Queue the printing of cards or of a roll of a place; returns the job to watch.

    The same wish of the same person that is under way already is returned instead. Raises
    NothingToPrint, TooManyToPrint.
    """
    place = RegionCode(region_code)
    count = queries.households_of(place.prefix, request.as_of, categories).count()
    if not count:
        raise NothingToPrint()
    if request.sheet is not Sheet.ROLL and count > MOST_CARDS:
        raise TooManyToPrint(most=MOST_CARDS, count=count)
    wish = {
        "region_code": place.code,
        "kind": request.sheet.value,
        "shape": request.shape.value,
        "categories": list(categories),
        "as_of": request.as_of,
        "by_id": request.by.pk,
    }
    under_way = PrintJob.objects.filter(state__in=_RUNNING, **wish).first()
    if under_way is not None:
        return under_way
    job = PrintJob.objects.create(
        **wish, address=request.address, office=request.office, at=request.at, total=count
    )
    journal.record(
        by=request.by,
        act="papers.request_printing",
        subject=job,
        region=place,
        evidence={"sheet": job.kind, "shape": job.shape, "households": count},
    )
    app.configure_task(PRINT_MANY, queue=QUEUE, allow_unknown=True).defer(job_id=job.pk)
    return job


def print_many(number: int) -> None:
    """The worker's job: make the file of a queued job, from its beginning.

    Does nothing when another process is at it or it is over. What the user can mend ends in the
    job's `refusal`; a lost database is raised.
    """
    with _LOCK.held(number) as ours:
        job = _start(number) if ours else None
        if job is None:
            return
        try:
            _finish(job, _content(job))
        except ShouwangError as refusal:
            _fail(job, str(refusal))
        except OSError as error:
            if not is_disk_full(error):
                _fail(job, BROKEN.format(error=type(error).__name__))
                raise
            _fail(job, DISK_FULL)
        except INTERRUPTIONS:
            raise
        except Exception as error:
            _fail(job, BROKEN.format(error=type(error).__name__))
            raise


def mark_interrupted(*, at: datetime) -> int:
    """Mark the jobs that nobody works on any more as failed; returns how many."""
    marked = 0
    with scope.entered(scope.Scope.everywhere()):
        for job in PrintJob.objects.filter(state=PrintJob.State.RUNNING):
            with _LOCK.held(job.pk) as free:
                if free:
                    marked += PrintJob.objects.filter(
                        pk=job.pk, state=PrintJob.State.RUNNING
                    ).update(state=PrintJob.State.FAILED, refusal=INTERRUPTED, finished_at=at)
    return marked


def _start(number: int) -> PrintJob | None:
    with scope.entered(scope.Scope.everywhere()):
        found = PrintJob.objects.select_for_update().select_related("by")
        job = found.filter(pk=number, state__in=_RUNNING).first()
        if job is not None:
            job.state, job.done = PrintJob.State.RUNNING, 0
            job.save(update_fields=["state", "done"])
        return job


@override("zh-hans")  # as every paper is, whoever asked
def _content(job: PrintJob) -> bytes:
    request = Request(
        sheet=Sheet(job.kind),
        shape=Shape(job.shape),
        as_of=job.as_of,
        office=job.office,
        address=job.address,
        by=job.by,
        at=job.at,
        on=timezone.localdate(job.at),
    )
    if request.shape is not Shape.PDF:
        return _whole_roll(job, request)
    parts = _rolls(job, request) if request.sheet is Sheet.ROLL else _cards(job, request)
    with vault.workplace() as folder:
        return rendering.as_one_pdf(
            Sheet(job.kind), parts, request.at, Path(folder), done=lambda _papers: None
        )


def _cards(job: PrintJob, request: Request) -> Iterator[list[Fields]]:
    """The cards in parts, each read and recorded in a transaction of its own."""
    prefix = RegionCode(job.region_code).prefix
    with _inside(job):
        found = queries.households_of(prefix, job.as_of, job.categories)
        numbers = list(found.values_list("pk", flat=True))
    for start in range(0, len(numbers), rendering.PART):
        wanted = numbers[start : start + rendering.PART]
        with _inside(job):
            homes = {home.pk: home for home in found.model.objects.filter(pk__in=wanted)}
            part = sheet_fields_of(request, [homes[one] for one in wanted if one in homes])
        if part:
            yield part
        _note(job, start + len(wanted), len(numbers))


def _rolls(job: PrintJob, request: Request) -> Iterator[list[Fields]]:
    with _inside(job):
        prefix = RegionCode(job.region_code).prefix
        papers = list(roll_parts(request, prefix, job.categories))
    total, done = sum(paper["households"] for paper in papers), 0
    for paper in papers:
        yield [paper]
        done += paper["households"]
        _note(job, done, total)
    if not papers:
        raise NothingToPrint()


def _whole_roll(job: PrintJob, request: Request) -> bytes:
    with _inside(job):
        prefix = RegionCode(job.region_code).prefix
        roll = queries.roll(prefix, job.as_of, job.categories)
        (stamp,) = stamps(request, [(None, job.region_code)])
    if request.shape is Shape.EXCEL:
        return excel_roll(request, roll, stamp.number)
    return rendering.as_word(request.sheet, rendering.roll_fields(roll, stamp, job.as_of))


def _note(job: PrintJob, done: int, total: int) -> None:
    with _inside(job):
        PrintJob.objects.filter(pk=job.pk).update(done=done, total=total)


def _finish(job: PrintJob, content: bytes) -> None:
    file = io.BytesIO(content)
    name = vault.digest(file)
    vault.keep(name, file)
    with _inside(job):
        PrintJob.objects.filter(pk=job.pk).update(
            state=PrintJob.State.DONE, file=name, size=len(content), finished_at=timezone.now()
        )
        journal.record(
            by=job.by,
            act="papers.print_many",
            subject=job,
            region=RegionCode(job.region_code),
            evidence={"sheet": job.kind, "shape": job.shape, "as_of": job.as_of.isoformat()},
        )


def _fail(job: PrintJob, sentence: str) -> None:
    with _inside(job):
        PrintJob.objects.filter(pk=job.pk).update(
            state=PrintJob.State.FAILED,
            refusal=" ".join(sentence.split())[:300],
            finished_at=timezone.now(),
        )


def _inside(job: PrintJob) -> contextlib.AbstractContextManager[scope.Scope]:
    return scope.entered(scope.Scope.of([RegionCode(job.region_code)]))
