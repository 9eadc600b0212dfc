"""Drawing a look-back check by lot, and saying who checks by when."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from shouwang.kernel import journal
from shouwang.kernel.findings import Finding, Reading, refused
from shouwang.kernel.regioncode import DIGITS, LENGTH, Level, RegionCode
from shouwang.kernel.workdays import SUPPOSED, add_working_days
from shouwang.messaging.operations import tell
from shouwang.people import rules as duties
from shouwang.people.models import Account
from shouwang.people.queries import duties_of, holders
from shouwang.people.rules import Act
from shouwang.policies.queries import current_pack
from shouwang.watch.registry.models import Household
from shouwang.watch.visits import rules
from shouwang.watch.visits.models import Assignment, Drawn, LookBack
from shouwang.watch.visits.queries.lookbacks import Population, frame_of

DAYS = "look_back_working_days"
LARGEST = 2000  # households in one draw: more is no spot check any more


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be drawn: from what, how many or what share, by which seed ("" makes one)."""

    title: str
    population: Population
    size: int | None = None
    per_cent: int | None = None
    seed: str = ""


@transaction.atomic
def draw_look_back(
    *, by: AbstractBaseUser, at: datetime, number: UUID, wish: Wish
) -> Reading[LookBack]:
    """Draw and put on record, or say why not; `number` is made by the client.

    The same once more gives the draw that stands: a draw is never made anew under its number.
    """
    earlier = LookBack.objects.filter(pk=number).first()
    if earlier is not None:
        return Reading(earlier)
    frame = frame_of(wish.population)
    homes = {one.number: one for one in Household.objects.filter(number__in=frame)}
    frame = {number: case for number, case in frame.items() if number in homes}
    size = rules.size_of(len(frame), size=wish.size, per_cent=wish.per_cent)
    found = _refusals(wish, len(frame), size)
    if found:
        return Reading(None, tuple(found))
    seed = wish.seed.strip() or secrets.token_hex(8)
    made = _recorded(by, at, number, wish, seed, list(frame), size)
    rows = rules.ordered(seed, rules.draw(seed, frame, size))
    drawn = Drawn.objects.bulk_create(
        Drawn(
            look_back=made,
            household=homes[one],
            region_code=homes[one].region_code,
            rank=rank,
            lot=lot,
            case_id=frame[one],
        )
        for rank, one, lot in rows
    )
    Assignment.objects.bulk_create(
        Assignment(drawn=one, region_code=one.region_code, due_on=made.due_on) for one in drawn
    )
    journal.record(
        by=by,
        act="visits.draw_look_back",
        subject=made,
        region=made.region_code,
        evidence={
            "seed": seed,
            "frame": made.frame,
            "frame_digest": made.frame_digest,
            "size": made.size,
        },
    )
    _tell_townships(made, [one.region_code for one in drawn], at)
    return Reading(made)


def _tell_townships(made: LookBack, drawn: list[str], at: datetime) -> None:
    """The townships in which a county has drawn are to say who checks."""
    if RegionCode(made.region_code).level is Level.TOWNSHIP:
        return
    on = timezone.localdate(at)
    for code in sorted({_township(one) for one in drawn}):
        tell(
            to=holders([duties.Kind.TOWNSHIP_CLERK.value], code, on),
            kind="notice",
            text=f"县级回头看抽中了本乡镇的农户，请在 {made.due_on} 前安排核查。",
            link=reverse("look_back", args=[made.pk]),
            at=at,
            once=f"visits.lookback {made.pk} drawn",
        )


def _township(code: str) -> str:
    return code[: DIGITS[Level.TOWNSHIP]].ljust(LENGTH, "0")


def _refusals(wish: Wish, frame: int, size: int) -> list[Finding]:
    found = []
    if wish.population.until < wish.population.since:
        found.append(Finding("days_reversed", "截止日期不能早于开始日期"))
    if not frame:
        found.append(Finding("nobody_to_draw", "这个范围内没有办结的农户：请改程序、结果或日期"))
    elif size < 1:
        found.append(Finding("nothing_to_draw", "请填写抽取户数或比例"))
    if size > LARGEST:
        found.append(Finding("too_many", f"一次最多抽取 {LARGEST} 户"))
    return found


def _recorded(
    by: AbstractBaseUser,
    at: datetime,
    number: UUID,
    wish: Wish,
    seed: str,
    frame: list[str],
    size: int,
) -> LookBack:
    asked, on = wish.population, timezone.localdate(at)
    place = RegionCode(asked.region_code)
    days = current_pack(place.code).parameters[DAYS].resolve(place.prefix, on).value
    return LookBack.objects.create(
        id=number,
        region_code=asked.region_code,
        title=wish.title.strip(),
        procedure=asked.procedure,
        outcome=asked.outcome,
        since=asked.since,
        until=asked.until,
        seed=seed,
        method=rules.METHOD,
        frame=len(frame),
        frame_digest=rules.frame_digest(frame),
        size=size,
        due_on=add_working_days(on, days, SUPPOSED),
        by_id=by.pk,
        at=at,
    )


@transaction.atomic
def assign(
    *,
    by: AbstractBaseUser,
    at: datetime,
    draw: LookBack,
    checkers: Mapping[int, int],
    due_on: date | None = None,
) -> Reading[int]:
    """Say who checks which drawn household (by the id of `Drawn`); how many were assigned.

    Whoever decided about a household is not barred here: the county chooses; a checked one stays.
    """
    on = timezone.localdate(at)
    rows = Assignment.objects.select_for_update(of=("self",)).filter(
        drawn__look_back=draw, drawn__in=list(checkers), visit=None
    )
    named = {one.pk: one for one in Account.objects.filter(pk__in=checkers.values())}
    held = {pk: duties_of(one) for pk, one in named.items()}
    changed = []
    for row in rows.order_by("pk"):
        checker, place = checkers[row.drawn_id], RegionCode(row.region_code)
        if not duties.may(held.get(checker, ()), Act.RECORD_VISITS, place, on):
            return refused("wrong_place", "所选人员没有这个村的走访职责：请另选一人")
        row.checker_id, row.due_on = checker, due_on or row.due_on
        changed.append(row)
    Assignment.objects.bulk_update(changed, ["checker", "due_on"])
    tell(
        to={one.checker_id for one in changed if one.checker_id is not None},
        kind="notice",
        text="有回头看核查分给了您，请在期限前入户。",
        link=reverse("visits"),
        at=at,
        once=f"visits.lookback:{draw.pk}",
    )
    journal.record(
        by=by,
        act="visits.assign_look_back",
        subject=draw,
        region=draw.region_code,
        evidence={"assigned": len(changed)},
    )
    return Reading(len(changed))
