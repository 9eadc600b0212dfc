"""What households report themselves or by telephone, at each standing."""

from datetime import date, datetime

from django.utils import timezone

from shouwang.demo.rooms.cast import Staff
from shouwang.demo.rooms.happening import at, back, drawn, given, number
from shouwang.people.models import Account
from shouwang.procedures.models import Case
from shouwang.watch.registry.models import Household
from shouwang.watch.reports import operations
from shouwang.watch.reports.models import Channel, Report
from shouwang.watch.reports.operations import Told

TOLD = (
    ("illness", "老伴住院，押金是借的，想问能不能报销多一点。"),
    ("work", "厂里两个月没发工资，家里等着用钱。"),
    ("schooling", "孩子考上高中，住宿费还差一千多。"),
    ("housing", "大雨后灶房的墙裂了一道口子。"),
    ("water", "自来水停了五天，要到山下挑水。"),
    ("produce", "脐橙卖不动，园里还有三千斤。"),
)
# how far each has come, and how many days ago it was told
STANDINGS = (
    ("closed", 30), ("answered", 6), ("at_work", 12), ("taken_up", 2), ("received", 0),
)  # fmt: skip


def report(staff: Staff, now: datetime) -> None:
    """Five reports of a village, one at each standing."""
    homes = Household.objects.filter(
        region_code=staff.village.code, ended_on=None, size__gte=1
    ).exclude(head_name="")
    last = list(homes.order_by("-pk")[: len(STANDINGS)])
    for home, (standing, days) in zip(last, STANDINGS, strict=False):
        on = back(timezone.localdate(now), days)
        _reported(staff, home, standing, on, min(at(on, 8), now))


def _reported(staff: Staff, home: Household, standing: str, on: date, then: datetime) -> None:
    category, words = TOLD[drawn("told", home.number) % len(TOLD)]
    own = number("report", home.number)
    told = Told(
        name=home.head_name,
        telephone=f"1003{drawn('telephone', home.number) % 10_000_000:07}",
        category=category,
        village=home.region_code,
        words=words,
    )
    operations.receive(by=None, at=then, number=own, told=told, channel=Channel("page"))
    if standing == "received":
        return
    found = given(
        operations.take_up(
            by=staff.first, at=at(on, 14), act_id=number("take up", own), report=own, household=home
        )
    )
    _on(staff.first, found, standing, on)


_WAYS = {
    "taken_up": (),
    "at_work": ("start_work",),
    "answered": ("start_work", "answer"),
    "closed": ("start_work", "answer", "close"),
}
_ANSWER = "已经上门看过，按规定帮您申请了救助，材料村里代办，七天内到账。"


def _on(by: Account, report: Report, standing: str, on: date) -> None:
    for day, way in enumerate(_WAYS[standing], 1):
        assert report.case is not None
        case = Case.objects.get(pk=report.case)
        given(
            operations.proceed(
                by=by,
                at=at(back(on, -day)),
                act_id=number(way, report.pk),
                report=report.pk,
                revision=case.revision,
                way=way,
                words=_ANSWER if way == "answer" else "",
            )
        )
