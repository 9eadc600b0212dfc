"""Identifications in a village: some finished, some late, some on notice, some just begun."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from shouwang.demo.rooms import reviewing, visiting
from shouwang.demo.rooms.cast import Cast, Staff
from shouwang.demo.rooms.happening import Course, at, back, drawn, given, number
from shouwang.procedures.models import Case
from shouwang.watch.casework import operations as casework
from shouwang.watch.monitoring.models import Clue
from shouwang.watch.registry.models import CategoryPeriod, Household

PROCEDURE = "monitored_identification"
OLDER, NEWER = 62, 19  # days since those that went through and those on notice began
FINISHED = 3  # of a village, whose risk was found and that are monitored now


@dataclass(frozen=True, slots=True)
class Begun:
    """A household whose identification began on a day, with the clue that it began with."""

    household: Household
    clue: int | None
    on: date


def identify(cast: Cast, staff: Staff, today: date) -> list[Household]:
    """The cases of one village; gives the households that were listed."""
    homes = _chosen(staff)
    shift = drawn("shift", staff.village) % 4
    older = [_begun(home, back(today, OLDER + shift)) for home in homes[:7]]
    newer = [_begun(home, back(today, NEWER)) for home in homes[7:10]]
    listed = _older(cast, staff, older)
    _newer(cast, staff, newer, today)
    _fresh(staff, homes[10:], today)
    return listed


def _chosen(staff: Staff) -> list[tuple[Household, int | None]]:
    """Households that nobody monitors, those with a clue first."""
    monitored = CategoryPeriod.objects.filter(household=OuterRef("pk"), during__endswith=None)
    homes = Household.objects.filter(
        ~Exists(monitored), region_code=staff.village.code, ended_on=None, size__gte=1
    ).exclude(head_name="")
    first = dict(
        Clue.objects.filter(region_code=staff.village.code, household__in=homes.values("pk"))
        .order_by("household", "-pk")
        .values_list("household", "pk")
    )
    ordered = sorted(homes.order_by("pk")[:400], key=lambda one: (one.pk not in first, one.pk))
    return [(home, first.get(home.pk)) for home in ordered[:13]]


def _begun(home: tuple[Household, int | None], on: date) -> Begun:
    return Begun(*home, on)


def _opened(staff: Staff, begun: Begun) -> Course:
    case = given(
        casework.open_for(
            begun.household,
            by=staff.clerk,
            at=at(begun.on, 9),
            act_id=number("case", begun.household.number),
            procedure=PROCEDURE,
            reason="筛查线索" if begun.clue else "干部排查",
            clue=begun.clue,
        )
    )
    return Course(case)


def _visited(staff: Staff, begun: Begun, days: int, way: str = "verify") -> Course:
    """Taken up the next day, visited and verified so many days after the beginning."""
    course = _opened(staff, begun).act("take_up", by=staff.clerk, on=back(begun.on, -1))
    on = back(begun.on, -days)
    confirmed = way == "verify"
    evidence = visiting.verified(staff, begun.household, course.case, on, confirmed=confirmed)
    kinds = {"home_visit", "authorisation"} if confirmed else {"home_visit"}
    return course.act(
        way,
        by=staff.first,
        on=on,
        words="" if confirmed else "收入和支出与线索不符，没有返贫风险",
        chosen=[one for one in evidence if one.kind in kinds],
        signers=[staff.second.pk],
    )


def _checked(cast: Cast, staff: Staff, begun: Begun, days: int = 3) -> Course:
    return _visited(staff, begun, days).act(
        "pass_check",
        by=cast.county,
        on=back(begun.on, -days - 3),
        words="部门比对无异议",
        written=("information_check",),
    )


def _older(cast: Cast, staff: Staff, group: Sequence[Begun]) -> list[Household]:
    """Three listed, one refused at home, one withdrawn, two that lie with township and county."""
    through, refused, withdrawn = group[:5], group[5:6], group[6:]
    for one in refused:
        _visited(staff, one, 3, "refuse_at_home")
    for one in withdrawn:
        _visited(staff, one, 3).act(
            "withdraw", by=staff.clerk, on=back(one.on, -6), words="儿子已找到工作，自愿撤回",
            written=("withdrawal",),
        )  # fmt: skip
    if not through:
        return []
    courses = [_checked(cast, staff, one) for one in through]
    held = back(group[0].on, -10)
    reviewing.reviewed(staff, [one.case for one in courses], held, "older")
    over = max([back(held, -8), *(one.ripe_on for one in _again(courses) if one.ripe_on)])
    for course in courses:
        course.act("end_notice", by=staff.first, on=over)
    for course in courses[: FINISHED + 1]:
        course.act("pass_township", by=staff.clerk, on=back(over, -2), words="材料齐全，同意上报",
                   written=("township_opinion",))  # fmt: skip
    for course in courses[:FINISHED]:
        course.act("approve", by=cast.deputy, on=back(over, -5), words="同意纳入监测",
                   written=("county_decision",))  # fmt: skip
        course.act("announce", by=staff.first, on=back(over, -6), words="村务公开栏公告",
                   written=("announcement",))  # fmt: skip
    return [one.household for one in through[:FINISHED]]


def _again(courses: Sequence[Course]) -> list[Case]:
    """Their cases as the review left them."""
    return list(Case.objects.filter(pk__in=[one.case.pk for one in courses]))


def _newer(cast: Cast, staff: Staff, group: Sequence[Begun], today: date) -> None:
    """Two on notice, one that waits for the review."""
    courses = [_checked(cast, staff, one, 4) for one in group]
    if courses[:2]:
        posted = back(today, 2 + drawn("posted", staff.village) % 3)
        reviewing.reviewed(staff, [one.case for one in courses[:2]], posted, "newer")


def _fresh(staff: Staff, homes: Sequence[tuple[Household, int | None]], today: date) -> None:
    """One with the departments, one at home (late in every other village), one to be taken up."""
    late = drawn("late", staff.village) % 2
    if homes:
        _visited(staff, _begun(homes[0], back(today, 6)), 3)
    if homes[1:]:
        begun = _begun(homes[1], back(today, 9 if late else 2))
        _opened(staff, begun).act("take_up", by=staff.clerk, on=back(begun.on, -1))
    if homes[2:]:
        _opened(staff, _begun(homes[2], back(today, 6 if late else 1)))
