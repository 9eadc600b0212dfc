"""Meetings and notices of a village, and cases that wait for them."""

import io
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from shouwang.kernel.journal import Subject
from shouwang.people.models import Account
from shouwang.people.rules import Kind
from shouwang.procedures import operations as procedures
from shouwang.procedures.models import Case
from shouwang.watch.papers.checking import Ready, look
from shouwang.watch.papers.rules import Limits
from shouwang.watch.reviews import operations
from shouwang.watch.reviews.models import Meeting, Notice
from shouwang.watch.reviews.operations import Minutes, NoticeDraft, Put
from shouwang.watch.reviews.rules import Attendance, Ballot
from tests import factories, factories_papers
from tests.factories_procedures import LONG, VILLAGE, at, papers, somebody
from tests.integration.people import factories as people

DAY = date(2024, 7, 1)  # a Monday
LATER = DAY + timedelta(days=1)
NAMES = tuple(f"代表{n}" for n in "甲乙丙丁戊己庚辛壬")
ROLL = Attendance(NAMES, frozenset(NAMES[:7]))
AGREED = Ballot(6, 1, 0, "")
REFUSED = Ballot(1, 6, 0, "")


def company() -> SimpleNamespace:
    """Two of the village, one of the township, one of the county."""
    return SimpleNamespace(
        village=somebody("village", Kind.VILLAGE_CADRE),
        second=somebody("second", Kind.VILLAGE_CADRE),
        town=somebody("town", Kind.TOWNSHIP_CLERK),
        county=somebody("county", Kind.COUNTY_OFFICE),
    )


def company_today() -> SimpleNamespace:
    """The same with duties that count today, for pages."""
    return SimpleNamespace(
        village=people.someone("village", Kind.VILLAGE_CADRE, people.VILLAGE),
        second=people.someone("second", Kind.VILLAGE_CADRE, people.VILLAGE),
        town=people.someone("town", Kind.TOWNSHIP_CLERK, people.TOWN),
        county=people.someone("county", Kind.COUNTY_OFFICE, people.COUNTY),
    )


def case_for_review(of: SimpleNamespace, on: date = DAY, **home: Any) -> Case:
    """A household whose identification stands in the review."""
    household = factories.household(region_code=VILLAGE, **{"group": "三组", **home})
    opened = procedures.open_case(
        by=of.town,
        at=at(on),
        act_id=uuid4(),
        procedure="monitored_identification",
        subject=Subject("household", household.number),
        region_code=VILLAGE,
    )
    assert opened.value is not None, opened.findings
    return to_review(opened.value, of, on)


def to_review(case: Case, of: SimpleNamespace, on: date) -> Case:
    """By the green channel: help first."""
    return step(case, of.town, on, "help_first", "relief_record", reason="急难")


def step(
    case: Case, by: Account, on: date, transition: str, *kinds: str, reason: str = "", **given: Any
) -> Case:
    """The case after one act."""
    done = procedures.advance(
        by=by,
        at=at(on),
        act_id=uuid4(),
        case=case.pk,
        revision=Case.objects.get(pk=case.pk).revision,
        transition=transition,
        reason=reason,
        evidence=papers(*kinds),
        **given,
    )
    assert done.value is not None, done.findings
    return Case.objects.get(pk=case.pk)


def minutes(*cases: Case, ballot: Ballot = AGREED, **given: Any) -> Minutes:
    plain = {
        "region_code": VILLAGE,
        "kind": "village",
        "held_on": DAY,
        "place": "村委会",
        "chair": NAMES[0],
        "recorder": NAMES[1],
        "attendance": ROLL,
        "items": tuple(Put(one.pk, ballot, reason="spending") for one in cases),
    }
    return Minutes(**{**plain, **given})


def saved(by: Account, *cases: Case, on: date = DAY, **given: Any) -> Meeting:
    """A meeting written down as a draft."""
    reading = operations.save_meeting(
        by=by, at=at(on), meeting=uuid4(), revision=0, minutes=minutes(*cases, **given)
    )
    assert reading.value is not None, reading.findings
    return reading.value


def photo(colour: str = "red") -> Ready:
    reading = look("p.jpg", io.BytesIO(factories_papers.photo(colour=colour)), LIMITS)
    assert reading.value is not None
    return reading.value


LIMITS = Limits(10 << 20, 20_000_000)


def drafted(by: Account, *cases: Case, on: date = DAY, **given: Any) -> Notice:
    """A notice with its number, not posted yet."""
    plain: dict[str, Any] = {
        "region_code": VILLAGE,
        "cases": {one.pk: "spending" for one in cases},
        "posted_on": on,
        "where": "村务公开栏",
        "contact": "某乡乡村振兴办 0797-0000000",
    }
    reading = operations.draft_notice(
        by=by, at=at(on), notice=uuid4(), draft=NoticeDraft(**{**plain, **given})
    )
    assert reading.value is not None, reading.findings
    return reading.value


def posted(by: Account, *cases: Case, on: date = DAY, **given: Any) -> Notice:
    """A notice that hangs, with its photo."""
    made = drafted(by, *cases, on=on, **given)
    reading = operations.post_notice(by=by, at=at(on), notice=made.pk, posted_on=on, ready=photo())
    assert reading.value is not None, reading.findings
    return reading.value.notice


def on_notice(of: SimpleNamespace, on: date = DAY, **home: Any) -> tuple[Case, Notice]:
    """A case that the village agreed to, and its posted notice."""
    case = case_for_review(of, on, **home)
    meeting = saved(of.village, case, on=on, held_on=on)
    notice = posted(of.village, case, on=on, meeting=meeting.pk)
    done = operations.conclude(by=of.village, at=at(on), meeting=meeting.pk, revision=1)
    assert done.value is not None, done.findings
    assert case.pk in done.value.done, done.value.refused
    return Case.objects.get(pk=case.pk), notice


def again(case: Case | UUID) -> Case:
    """As it stands now."""
    return Case.objects.get(pk=case.pk if isinstance(case, Case) else case)


__all__ = ["LONG", "VILLAGE", "at", "people", "somebody"]
