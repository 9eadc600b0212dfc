"""The whole of it, step by step; each step is a transaction, and none is done twice."""

import logging
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial

from django.utils import timezone
from procrastinate.contrib.django import app

from shouwang.demo import FURNISHING, QUEUE
from shouwang.demo.rooms import cases, helping, reporting, supervising
from shouwang.demo.rooms.cast import OWN_VILLAGE, Cast, Staff, cast
from shouwang.kernel import scope
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.work import job_of, take_up
from shouwang.watch.registry.models import Statistic

logger = logging.getLogger(__name__)
KEY = "demonstration.rooms"  # the figure that says how many steps are done
FINISHED = "finished"
LAST = -10
COUNTY = RegionCode.of(OWN_VILLAGE[:6])
Say = Callable[[str], None]


def request(*, at: datetime) -> bool:
    """Leave the rooms to the worker, unless they are furnished; whether they were left to it.

    To be called while no worker runs: one that was killed meanwhile gave up what it was doing.
    """
    if is_furnished():
        return False
    job = job_of(FURNISHING)
    if job is None:
        put_off()
    elif job.status == "doing":
        take_up(job, at)
    return True


def put_off() -> None:
    """Leave the next step to the worker, behind everything that somebody waits for."""
    app.configure_task(FURNISHING, queue=QUEUE, priority=LAST).defer()


def is_furnished() -> bool:
    """Whether everything is there."""
    with scope.entered(scope.Scope.of([COUNTY])):
        return Statistic.objects.filter(key=KEY, text=FINISHED).exists()


def furnish(*, at: datetime, say: Say = logger.info, most: int | None = None) -> bool:
    """Do what is missing, `most` steps of it; whether everything is there then.

    Cut off, it goes on where it was; done again, it adds nothing.
    """
    if is_furnished():
        return True
    with scope.entered(scope.Scope.of([COUNTY])):
        people = cast(at)
        before = _done()
    steps = list(_steps(people, at))
    until = len(steps) if most is None else min(len(steps), before + most)
    for done, (text, step) in enumerate(steps[:until]):
        if done < before:
            continue
        say(f"{text} ({done + 1}/{len(steps)})")
        with scope.entered(scope.Scope.of([COUNTY])):
            step()
            _note(done + 1, FINISHED if done + 1 == len(steps) else text)
    return until == len(steps)


def _steps(people: Cast, at: datetime) -> Iterator[tuple[str, Callable[[], None]]]:
    today = timezone.localdate(at)

    for staff in people.villages:
        yield f"{staff.name}：结对", partial(helping.pair, staff, today)
        yield f"{staff.name}：申报", partial(reporting.report, staff, at)
        yield f"{staff.name}：事项", partial(_identify, people, staff, today)
    yield "督查", partial(supervising.inspect, people, today)
    yield "任务", partial(supervising.hand_out, people, today)


def _identify(people: Cast, staff: Staff, today: date) -> None:
    helping.plan(staff, cases.identify(people, staff, today), today)


def _done() -> int:
    values = Statistic.objects.filter(key=KEY).values_list("value", flat=True)
    return int(values.first() or 0)


def _note(done: int, text: str) -> None:
    Statistic.objects.update_or_create(
        region_code=COUNTY.code,
        key=KEY,
        year=None,
        defaults={
            "value": done,
            "text": text,
            "unit": "",
            "label": "演示业务",
            "label_en": "Demonstration of the rooms",
            "source": "演示数据",
            "derived": True,
        },
    )
