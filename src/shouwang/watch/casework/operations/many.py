"""One act over many cases: asked for once, done part by part, taken up again after a crash."""

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app

from shouwang.kernel import journal, scope
from shouwang.kernel.errors import ShouwangError
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.work import UNDER_WAY, Lock, is_abandoned, job_of, take_up
from shouwang.people.queries import scope_of
from shouwang.procedures import operations as procedures
from shouwang.procedures.operations import Evidence, Outcome
from shouwang.procedures.rules import Transition
from shouwang.watch.casework.errors import BatchReused, NothingSelected, TooManySelected
from shouwang.watch.casework.models import BulkAct

DO_MANY = "casework.do_many"
QUEUE = "casework"
AT_ONCE = 50  # so many are done while one waits
MOST = 20_000
PART = 1_250  # cases in one transaction: what a cut-off loses at most
WAITING = "等待开始"
CUT_OFF = "办理被中断（程序停止运行）：已办的不受影响，没办的请重新选择后再办。"
BROKEN = "办理程序出错（{error}）：已办的不受影响。请再试一次，仍不行就把这句话报给管理员。"
GONE = "这件事已不在您的职责范围内，没有办理。"
_LOCK = Lock(7231)


@transaction.atomic
def request_many(
    *,
    by: AbstractBaseUser,
    at: datetime,
    number: UUID,
    place: RegionCode,
    procedure: str,
    step: str,
    way: Transition,
    label: str,
    cases: Mapping[UUID, int],
    reason: str = "",
    text: str = "",
) -> BulkAct:
    """Take the way with the cases, by number with the revision seen: a few now, many by the worker.

    `number` is made by the client: the same once more gives the batch that it began. Raises
    NothingSelected, TooManySelected, BatchReused.
    """
    known = BulkAct.objects.filter(number=number).first()
    if known is not None:
        if (known.by_id, known.transition) != (by.pk, way.key):
            raise BatchReused()
        return known
    if not cases:
        raise NothingSelected()
    if len(cases) > MOST:
        raise TooManySelected(most=MOST, count=len(cases))
    batch = BulkAct.objects.create(
        number=number,
        region_code=place.code,
        by_id=by.pk,
        at=at,
        procedure=procedure,
        case_step=step,
        transition=way.key,
        label=label,
        reason=reason.strip(),
        text=text.strip() or None,
        kinds=list(way.evidence),
        cases={str(case): revision for case, revision in sorted(cases.items())},
        total=len(cases),
        step=WAITING,
    )
    evidence = {"transition": way.key, "procedure": procedure, "step": step, "cases": batch.total}
    journal.record(
        by=by, act="casework.request_many", subject=batch, region=place, evidence=evidence
    )
    if batch.total <= AT_ONCE:
        _part(batch, batch.cases)
        _finish(batch)
    else:
        app.configure_task(DO_MANY, queue=QUEUE, allow_unknown=True).defer(number=batch.pk)
    return batch


def begun(*, by: AbstractBaseUser, number: UUID) -> UUID | None:
    """The number itself when the account has begun a batch with it; None otherwise."""
    return number if BulkAct.objects.filter(number=number, by_id=by.pk).exists() else None


def do_many(number: int) -> None:
    """The worker's job: go on with a batch from where it stands, in the scope of who asked for it.

    Nothing when another process is at it or it is over. A lost database is raised, so that the
    task is tried again.
    """
    with _LOCK.held(number) as ours:
        batch = _begin(number) if ours else None
        if batch is None:
            return
        try:
            _go_on(batch)
        except (OperationalError, InterfaceError):
            raise
        except ShouwangError as refusal:
            _fail(batch, str(refusal))
        except Exception as error:
            _fail(batch, BROKEN.format(error=type(error).__name__))
            raise


def recover_batches(*, at: datetime) -> int:
    """Hand batches whose worker died to the next one; mark those without a job. Every minute."""
    with scope.entered(scope.Scope.everywhere()):
        left = [one for one in under_way().order_by("id") if not _LOCK.is_held(one.pk)]
        return sum(_recover(one, at) for one in left)


def under_way() -> QuerySet[BulkAct]:
    """Batches that wait or are being done."""
    return BulkAct.objects.filter(state__in=UNDER_WAY)


def _begin(number: int) -> BulkAct | None:
    with scope.entered(scope.Scope.everywhere()):
        batch = under_way().select_for_update(of=("self",)).select_related("by").filter(pk=number)
        found = batch.first()
        if found is not None:
            found.state = BulkAct.State.RUNNING
            found.save(update_fields=["state"])
        return found


def _go_on(batch: BulkAct) -> None:
    inside = scope_of(batch.by, timezone.localdate())
    numbers = islice(sorted(batch.cases), batch.handled, None)
    while part := {one: batch.cases[one] for one in islice(numbers, PART)}:
        with scope.entered(inside):
            _part(batch, part)
    with scope.entered(inside):
        _finish(batch)


def _part(batch: BulkAct, part: Mapping[str, int]) -> None:
    """Do a part, and note in the same transaction how far the batch is: nothing is done twice."""
    outcome = procedures.advance_many(
        by=batch.by,
        at=batch.at,
        batch=batch.number,
        cases={UUID(case): revision for case, revision in part.items()},
        transition=batch.transition,
        reason=batch.reason,
        evidence=[Evidence(kind, f"casework.bulkact:{batch.number}") for kind in batch.kinds],
    )
    batch.handled += len(part)
    batch.done += len(outcome.done) + len(outcome.already)
    batch.refused |= _sentences(outcome)
    batch.percent = 100 * batch.handled // batch.total
    batch.save(update_fields=["handled", "done", "refused", "percent"])


def _sentences(outcome: Outcome) -> dict[str, list[str]]:
    said = {
        str(case): [finding.message for finding in found] for case, found in outcome.refused.items()
    }
    return said | {str(case): [GONE] for case in outcome.unknown}


def _finish(batch: BulkAct) -> None:
    batch.state, batch.finished_at = BulkAct.State.DONE, timezone.now()
    batch.save(update_fields=["state", "finished_at"])


def _fail(batch: BulkAct, sentence: str) -> None:
    with scope.entered(scope.Scope.everywhere()):
        BulkAct.objects.filter(pk=batch.pk).update(
            state=BulkAct.State.FAILED,
            refusal=" ".join(sentence.split()),
            finished_at=timezone.now(),
        )


def _recover(batch: BulkAct, at: datetime) -> int:
    job = job_of(DO_MANY, number=batch.pk)
    if job is None:
        return under_way().filter(pk=batch.pk).update(
            state=BulkAct.State.FAILED, refusal=CUT_OFF, finished_at=at
        )  # fmt: skip
    if not is_abandoned(job, at, begun=batch.state == BulkAct.State.RUNNING):
        return 0
    take_up(job, at)
    return 1
