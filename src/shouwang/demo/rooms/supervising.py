"""An inspection of the county with findings at each standing, and a task handed out to villages."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from shouwang.demo.rooms.cast import Cast, Staff
from shouwang.demo.rooms.happening import at, back, given, number
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.models import Account
from shouwang.procedures.models import Case
from shouwang.watch.accountability import operations
from shouwang.watch.accountability.models import Finding, Task
from shouwang.watch.accountability.operations.handing_out import Asked
from shouwang.watch.accountability.operations.inspecting import Heading
from shouwang.watch.accountability.rules import Row

FINDINGS = (
    ("data", 2, "三户的住房照片与现场不一致", "closed"),
    ("work", 2, "走访记录填写不全，两户没有农户签名", "checking"),
    ("policy", 3, "一户应享受的医疗救助两个月没有到账", "rectifying"),
    ("identification", 2, "一户评议记录没有写明反对意见", "contested"),
    ("effect", 1, "产业帮扶措施与农户意愿不符", "recorded"),
)
WORDS = "已逐户核对，补拍照片、补签名，台账已更正。"


def inspect(cast: Cast, today: date) -> None:
    """Five villages, a finding each."""
    on = back(today, 24)
    heading = Heading(
        RegionCode.of(cast.villages[0].village.county), "防止返贫监测帮扶督查", "county", on,
        "瑞防返贫督〔演示〕3号", "县督查一组",
    )  # fmt: skip
    inspection = given(
        operations.record_inspection(
            by=cast.county, at=at(on, 17), number=number("inspection"), heading=heading
        )
    )
    rows = [
        Row(line, staff.village.code, category, severity, "", text)
        for line, (staff, (category, severity, text, _standing)) in enumerate(
            zip(cast.villages, FINDINGS, strict=False), 1
        )
    ]
    found = given(
        operations.record_findings(
            by=cast.county,
            at=at(on, 18),
            submission=number("findings"),
            inspection=inspection,
            rows=rows,
        )
    )
    for finding, staff, (*_row, standing) in zip(found, cast.villages, FINDINGS, strict=False):
        _put_right(finding, staff, standing, on)


_WAYS = {
    "recorded": (),
    "contested": ("contest",),
    "rectifying": ("accept",),
    "checking": ("accept", "hand_in"),
    "closed": ("accept", "hand_in", "close"),
}


def _put_right(finding: Finding, staff: Staff, standing: str, on: date) -> None:
    for day, way in enumerate(_WAYS[standing], 1):
        by = staff.clerk if way == "close" else staff.first
        _moved(by, finding.case_id, way, back(on, -2 * day))


def _moved(by: Account, case: UUID, way: str, on: date) -> None:
    given(
        operations.move(
            by=by,
            at=at(on),
            act_id=number(way, case),
            case=case,
            revision=Case.objects.get(pk=case).revision,
            transition=way,
            text=WORDS,
        )
    )


def hand_out(cast: Cast, today: date) -> None:
    """One task to every village of the demonstration: some have done it."""
    on = back(today, 12)
    asked = Asked(
        "核对低收入户饮水和住房情况",
        back(today, -3),
        "逐户核对，填写核对表。",
        "瑞防返贫办〔演示〕7号",
    )
    tasks = given(
        operations.hand_out(
            by=cast.county,
            at=at(on),
            batch=number("tasks"),
            places=[staff.village for staff in cast.villages],
            asked=asked,
        )
    )
    _done(tasks, {staff.village.code: staff for staff in cast.villages}, on)


def _done(tasks: Sequence[Task], staffs: dict[str, Staff], on: date) -> None:
    for turn, task in enumerate(tasks):
        staff = staffs[task.region_code]
        if turn % 2 == 0:
            _moved(staff.first, task.case_id, "report", back(on, -5))
        if turn % 4 == 0:
            _moved(staff.clerk, task.case_id, "confirm", back(on, -7))
