"""The worker's part: checking and merging a batch, from the beginning, as often as it takes."""

from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.db.utils import Error as DatabaseError
from django.utils import timezone
from psycopg.errors import IntegrityError

from shouwang.engine.errors import EngineError
from shouwang.kernel import scope
from shouwang.kernel.errors import ShouwangError
from shouwang.kernel.work import is_disk_full
from shouwang.watch.intake.errors import Outdated
from shouwang.watch.intake.models import ImportBatch, State
from shouwang.watch.intake.operations import checking, merging, requests
from shouwang.watch.intake.operations.held import held
from shouwang.watch.intake.operations.progress import Progress, Say

DISK_FULL = "磁盘已满，没有完成，台账没有任何改动。请腾出空间后重试。"
BROKEN = "程序出错（{error}），台账没有任何改动。请把这句话报给管理员。"
TAKEN = "台账里已有同样的编号或记录（可能属于其他县），台账没有任何改动。请核对户编号。"

Work = Callable[[ImportBatch, Progress], None]


def check_batch(number: int, *, say: Say | None = None) -> None:
    """Check a queued batch, or one whose check was cut short.

    Does nothing when another process is at it or it is past that. What the person can mend ends in
    the batch's `refusal`; a lost database is raised.
    """
    _work(number, (State.QUEUED, State.CHECKING), State.CHECKING, checking.check, say)


def merge_batch(number: int, *, say: Say | None = None, trusted: bool = False) -> None:
    """Merge a batch that was asked for, or whose merge was cut short: it is whole or not at all.

    Duty and place of whoever asked are looked at again. When the registry has changed since the
    check, nothing is written and the batch waits with its new difference.
    """
    work = _merge if trusted else _merge_if_permitted
    _work(number, (State.ASKED, State.MERGING), State.MERGING, work, say)


def _merge_if_permitted(batch: ImportBatch, progress: Progress) -> None:
    with scope.entered(scope.Scope.everywhere()):
        asked_by = batch.merge_asked_by
        if asked_by is None:
            return
        requests.check_merge(batch, asked_by, timezone.localdate())
    _merge(batch, progress)


def _merge(batch: ImportBatch, progress: Progress) -> None:
    try:
        merging.merge(batch, progress)
    except Outdated:
        merging.show_anew(batch)


def _work(number: int, from_: tuple[State, ...], to: State, work: Work, say: Say | None) -> None:
    with held(number) as ours:
        batch = _start(number, from_, to) if ours else None
        if batch is None:
            return
        try:
            with Progress(batch, say) as progress:
                work(batch, progress)
        except (ShouwangError, EngineError) as refusal:
            _fail(batch, str(refusal))
        except (OSError, OperationalError) as error:
            if not is_disk_full(error):
                raise
            _fail(batch, DISK_FULL)
        except InterfaceError:
            raise
        except DatabaseError as error:
            if not isinstance(error.__cause__, IntegrityError):
                _fail(batch, BROKEN.format(error=type(error).__name__))
                raise
            _fail(batch, TAKEN)
        except Exception as error:
            _fail(batch, BROKEN.format(error=type(error).__name__))
            raise


def _start(number: int, from_: tuple[State, ...], to: State) -> ImportBatch | None:
    with scope.entered(scope.Scope.everywhere()):
        rows = ImportBatch.objects.select_for_update(of=("self",)).select_related(
            "by", "merge_asked_by"
        )
        batch = rows.filter(pk=number).first()
        if batch is None or batch.state not in from_:
            return None
        batch.state, batch.percent = to, 0
        batch.save(update_fields=["state", "percent"])
        return batch


def _fail(batch: ImportBatch, sentence: str) -> None:
    """A merge that could not be done leaves a checked batch; a check that could not, a failed."""
    with scope.entered(scope.Scope.everywhere()):
        merging_ = batch.state in {State.ASKED, State.MERGING}
        ImportBatch.objects.filter(pk=batch.pk).update(
            state=State.CHECKED if merging_ else State.FAILED,
            refusal=" ".join(sentence.split()),
            step="",
            percent=100 if merging_ else 0,
        )
