"""A village's review of several cases, and the notice of those it agreed to."""

from collections.abc import Sequence
from datetime import date

from shouwang.demo.rooms.cast import Staff
from shouwang.demo.rooms.happening import at, drawn, given, number, photo
from shouwang.procedures.models import Case
from shouwang.watch.reviews import operations
from shouwang.watch.reviews.operations import Minutes, NoticeDraft, Put
from shouwang.watch.reviews.rules import Attendance, Ballot

GIVEN = "福生长根秀英桂兰水清春华金莲志明小平文斌"
SURNAMES = "刘钟杨谢朱曾赖罗陈黄"
MEMBERS = 15
REASONS = ("spending", "income", "labour", "accident", "risk")


def reviewed(staff: Staff, cases: Sequence[Case], on: date, name: str) -> None:
    """Held, voted, posted and concluded on one day."""
    code = staff.village.code
    roll = _roll(code)
    present = frozenset(roll[: 11 + drawn("present", code, name) % 4])
    reasons = {one.pk: REASONS[drawn("reason", one.pk) % len(REASONS)] for one in cases}
    minutes = Minutes(
        region_code=code,
        kind="village",
        held_on=on,
        place="村委会会议室",
        chair=roll[0],
        recorder=roll[1],
        attendance=Attendance(tuple(roll), present),
        items=tuple(
            Put(one.pk, _ballot(one, len(present)), reason=reasons[one.pk]) for one in cases
        ),
    )
    meeting, notice = number("meeting", code, name), number("notice", code, name)
    given(
        operations.save_meeting(
            by=staff.first, at=at(on, 15), meeting=meeting, revision=0, minutes=minutes
        )
    )
    draft = NoticeDraft(
        code, reasons, on, "村务公开栏", f"{staff.name}村委会 0797-0000000", meeting
    )
    given(operations.draft_notice(by=staff.first, at=at(on, 16), notice=notice, draft=draft))
    given(
        operations.post_notice(
            by=staff.first, at=at(on, 17), notice=notice, posted_on=on, ready=photo(code, name)
        )
    )
    given(operations.conclude(by=staff.first, at=at(on, 18), meeting=meeting, revision=1))


def _roll(code: str) -> list[str]:
    """The village's representatives; no two share a name."""
    names: dict[str, None] = {}
    turn = 0
    while len(names) < MEMBERS:
        lot = drawn("representative", code, turn)
        first = GIVEN[lot % (len(GIVEN) // 2) * 2 :][:2]
        names[SURNAMES[lot // 97 % len(SURNAMES)] + first] = None
        turn += 1
    return list(names)


def _ballot(case: Case, present: int) -> Ballot:
    against, abstained = drawn("against", case.pk) % 2, drawn("abstained", case.pk) % 3
    return Ballot(present - against - abstained, against, abstained, "")
