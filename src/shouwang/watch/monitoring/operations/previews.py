"""Previews of a policy value as jobs: asked for, done by the worker, found again, cut off."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from shouwang.engine.errors import EngineError
from shouwang.kernel import scope
from shouwang.kernel.errors import ShouwangError
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.work import (
    UNDER_WAY,
    Lock,
    Progress,
    is_abandoned,
    job_of,
    take_up,
)
from shouwang.watch.monitoring.models import PolicyPreview
from shouwang.watch.monitoring.operations.preview import Preview, Shift, preview_value
from shouwang.watch.monitoring.operations.requests import QUEUE

PREVIEW_VALUE = "monitoring.preview_value"
CUT_OFF = "试算被中断（程序停止运行），没有改变任何数据。请再点一次“先看影响”。"
BROKEN = "试算程序出错（{error}），没有改变任何数据。请把这句话报给管理员。"

_State = PolicyPreview.State
LOCK = Lock(7202)
_REQUEST_LOCK = 7_201_003


@transaction.atomic
def request_preview(
    *,
    by: AbstractBaseUser,
    at: datetime,
    parameter: str,
    region_code: str,
    value: int,
    typed: Mapping[str, str],
) -> PolicyPreview:
    """Queue a preview. One is kept per person, parameter and place: a new one replaces the old.

    While one is under way that one is returned, unless nobody works on it any more.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_REQUEST_LOCK])
    place = RegionCode(region_code)
    earlier = PolicyPreview.objects.filter(
        asked_by_id=by.pk, parameter=parameter, region_code=place.code
    ).first()
    if earlier is not None:
        if earlier.state in UNDER_WAY and not _is_abandoned(earlier, at):
            return earlier
        earlier.delete()
    preview = PolicyPreview.objects.create(
        region_code=place.code,
        parameter=parameter,
        value=value,
        typed=dict(typed),
        asked_by_id=by.pk,
        asked_at=at,
        step="等待开始",
    )
    app.configure_task(PREVIEW_VALUE, queue=QUEUE, allow_unknown=True).defer(
        number=preview.pk, region_code=place.code
    )
    return preview


def preview_place(number: int, region_code: str) -> None:
    """The worker's job: do a queued preview. Does nothing when it is gone or finished.

    What the user can mend ends in the preview's `refusal`; a lost database is raised, and the
    preview then counts as cut off.
    """
    inside = scope.Scope.of([RegionCode(region_code)])
    with LOCK.held(number) as ours:
        preview = _start(number, inside) if ours else None
        if preview is None:
            return
        try:
            _work(preview, inside)
        except (ShouwangError, EngineError) as refusal:
            _end(preview, inside, refusal=" ".join(str(refusal).split()))
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            _end(preview, inside, refusal=BROKEN.format(error=type(error).__name__))
            raise


def result_of(preview: PolicyPreview) -> Preview:
    """The stored result of a finished preview."""
    assert preview.run is not None
    stored = dict(preview.result or {})
    for name in ("townships", "villages", "rules"):
        stored[name] = tuple(Shift(**shift) for shift in stored[name])
    for name in ("added_sample", "dropped_sample"):
        stored[name] = tuple(stored[name])
    return Preview(run=preview.run, **stored)


@transaction.atomic
def discard_preview(*, by: AbstractBaseUser, parameter: str, region_code: str) -> None:
    """Forget the person's preview of the parameter and what was typed with it."""
    PolicyPreview.objects.filter(
        asked_by_id=by.pk, parameter=parameter, region_code=region_code
    ).delete()


def recover_previews(*, at: datetime) -> int:
    """Mark previews that nobody works on any more as cut off; returns how many. Every minute."""
    marked = 0
    with scope.entered(scope.Scope.everywhere()):
        for preview in PolicyPreview.objects.filter(state__in=UNDER_WAY).order_by("id"):
            if _is_abandoned(preview, at):
                marked += _mark(preview, at)
    return marked


def _start(number: int, inside: scope.Scope) -> PolicyPreview | None:
    with scope.entered(inside):
        preview = PolicyPreview.objects.select_for_update().filter(pk=number).first()
        if preview is None or preview.state != _State.QUEUED:
            return None
        preview.state, preview.percent, preview.step = _State.RUNNING, 0, "读取数据"
        preview.save(update_fields=["state", "percent", "step"])
        return preview


def _work(preview: PolicyPreview, inside: scope.Scope) -> None:
    with Progress(preview, inside) as progress:
        with scope.entered(inside):
            found = preview_value(
                parameter=preview.parameter,
                region_code=preview.region_code,
                value=preview.value,
                note=progress.note,
            )
        progress.note(100, "完成")
    preview.run = found.run
    _end(preview, inside, result=_as_stored(found))


def _as_stored(found: Preview) -> dict[str, Any]:
    return {
        "households": found.households,
        "added": found.added,
        "dropped": found.dropped,
        "townships": [asdict(shift) for shift in found.townships],
        "villages": [asdict(shift) for shift in found.villages],
        "rules": [asdict(shift) for shift in found.rules],
        "added_sample": found.added_sample,
        "dropped_sample": found.dropped_sample,
    }


def _end(
    preview: PolicyPreview,
    inside: scope.Scope,
    *,
    result: dict[str, Any] | None = None,
    refusal: str = "",
) -> None:
    """Written only while it still runs: one that was marked or replaced meanwhile stays so."""
    state = _State.FAILED if refusal else _State.DONE
    with scope.entered(inside):
        PolicyPreview.objects.filter(pk=preview.pk, state=_State.RUNNING).update(
            state=state, refusal=refusal, result=result, run=preview.run,
            finished_at=timezone.now(),
        )  # fmt: skip


def _is_abandoned(preview: PolicyPreview, at: datetime) -> bool:
    """Running and held by nobody, or waiting without a job that could still begin."""
    if preview.state == _State.RUNNING:
        return not LOCK.is_held(preview.pk)
    job = job_of(PREVIEW_VALUE, number=preview.pk)
    return job is None or is_abandoned(job, at, begun=False)


def _mark(preview: PolicyPreview, at: datetime) -> int:
    """Mark it; its job, which the dead worker can no longer end, is run once more and does nothing.

    The state is looked at again: the work may have ended between looking and marking.
    """
    marked = PolicyPreview.objects.filter(pk=preview.pk, state=preview.state).update(
        state=_State.FAILED, refusal=CUT_OFF, finished_at=at
    )
    job = job_of(PREVIEW_VALUE, number=preview.pk) if marked else None
    if job is not None and job.status == "doing":
        take_up(job, at)
    return marked
