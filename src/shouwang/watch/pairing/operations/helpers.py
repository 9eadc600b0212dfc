"""Who helps: taken down one by one or from a list, corrected, and handed over on leaving."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from shouwang.kernel import journal
from shouwang.kernel.findings import Finding, Reading, Weight, refused
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.pairing import policy, queries
from shouwang.watch.pairing.models import Helper, Pairing, Reason
from shouwang.watch.pairing.operations.telling import tell_helpers
from shouwang.watch.pairing.operations.writing import lock, solved, write
from shouwang.watch.pairing.policy import Terms
from shouwang.watch.pairing.rules import Home, Row


@transaction.atomic
def take_down(*, by: AbstractBaseUser, at: datetime, row: Row, account: int | None) -> Helper:
    """One helper; somebody with the same name, unit, post and place is that very helper."""
    return _taken(by, [row], account)[0]


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a list: how many helpers it names, and how many of them are new."""

    named: int
    new: int


@transaction.atomic
def take_list(*, by: AbstractBaseUser, at: datetime, rows: Sequence[Row]) -> Taken:
    """A list of helpers, all in one statement; whoever is there already stays as they are."""
    before = Helper.objects.filter(ended_on=None).count()
    _taken(by, rows, None)
    return Taken(len(rows), Helper.objects.filter(ended_on=None).count() - before)


def _taken(by: AbstractBaseUser, rows: Sequence[Row], account: int | None) -> list[Helper]:
    made = [
        Helper(
            name=row.name,
            unit=row.unit,
            post=row.post,
            rank=row.rank,
            telephone=row.telephone or None,
            region_code=row.place,
            account_id=account,
        )
        for row in rows
    ]
    Helper.objects.bulk_create(made, ignore_conflicts=True, batch_size=2000)
    places = sorted({RegionCode(row.place).county for row in rows})
    for county in places:
        here = sum(RegionCode(row.place).county == county for row in rows)
        journal.record(
            by=by, act="pairing.take_down", region=RegionCode.of(county), evidence={"rows": here}
        )
    first = rows[0]
    return list(
        Helper.objects.filter(
            name=first.name,
            unit=first.unit,
            post=first.post,
            region_code=first.place,
            ended_on=None,
        )[:1]
    )


@transaction.atomic
def correct(
    *, by: AbstractBaseUser, at: datetime, number: int, row: Row, account: int | None
) -> Reading[Helper]:
    """Correct what is known of a helper; earlier pairs keep what was known then."""
    helper = queries.helper(number)
    same = Helper.objects.filter(
        name=row.name, unit=row.unit, post=row.post, region_code=row.place, ended_on=None
    )
    if helper.ended_on is None and same.exclude(pk=number).exists():
        return refused("there_already", "同单位、同职务、同地点已有一名同名的帮扶责任人。")
    helper.name, helper.unit, helper.post = row.name, row.unit, row.post
    helper.rank, helper.region_code, helper.account_id = row.rank, row.place, account
    if row.telephone:
        helper.telephone = row.telephone
    helper.save()
    journal.record(by=by, act="pairing.correct", subject=helper, region=helper.region_code)
    return Reading(helper)


@transaction.atomic
def pair(
    *,
    by: AbstractBaseUser,
    at: datetime,
    act_id: UUID,
    number: str,
    helper: int,
    seen: int | None,
    note: str,
    confirmed: bool = False,
) -> Reading[Pairing]:
    """Give a household another helper by hand; the one it had ends at the same instant.

    `seen` is the pair that the person saw (None: there was none). Above the quota is warned of
    once. Raises HouseholdUnknown, HelperUnknown.
    """
    home = queries.household(number)
    place = RegionCode(home.region_code)
    lock(place)
    done = Pairing.objects.filter(household=home, act=act_id).first()
    if done is not None:
        return Reading(done)
    findings = _against(home.pk, seen, queries.helper(helper), _terms(place, at), confirmed)
    if findings:
        return Reading(None, findings)
    write(
        by=by,
        at=at,
        act=act_id,
        households=[home.pk],
        helpers=[helper],
        reason=Reason.BY_HAND,
        note=note,
    )
    made = Pairing.objects.get(household=home, act=act_id)
    tell_helpers([helper], at=at, once=f"pairing.pair:{act_id}")
    said = {"household": home.number, "helper": helper}
    journal.record(by=by, act="pairing.pair", subject=made, region=place, evidence=said)
    return Reading(made)


def _against(
    household: int, seen: int | None, helper: Helper, terms: Terms, confirmed: bool
) -> tuple[Finding, ...]:
    present = Pairing.objects.filter(queries.NOW, household=household).first()
    if (present.pk if present else None) != seen:
        return (
            Finding(
                "changed_meanwhile", "您打开以后，别人已经改了这一户的帮扶责任人：请看过再定。"
            ),
        )
    if present is not None and present.helper_id == helper.pk:
        return (Finding("the_same", "这一户现在就是由这名帮扶责任人帮扶。"),)
    if helper.ended_on is not None:
        return (Finding("ended", "这名帮扶责任人已经离任：请另选一人。"),)
    load, quota = queries.pairs_of(helper, now=True).count(), terms.quota(helper.rank)
    return () if confirmed or load < quota else (_above(load + 1, quota),)


def _above(load: int, quota: int) -> Finding:
    return Finding(
        "above_quota",
        f"这样就是 {load} 户，超过该级别 {quota} 户的上限：确需如此，请勾选“超过上限仍结对”。",
        Weight.WARN,
    )


@transaction.atomic
def hand_over(
    *,
    by: AbstractBaseUser,
    at: datetime,
    act_id: UUID,
    number: int,
    successor: int | None,
    note: str,
    confirmed: bool = False,
) -> Reading[Helper]:
    """End a helper's post; all households go to one successor, or are spread over who has room.

    No household is without a helper in between: with too little room nothing changes. Raises
    HelperUnknown, SolverFailed.
    """
    helper = queries.helper(number)
    county = RegionCode.of(RegionCode(helper.region_code).county)
    lock(county)
    helper.refresh_from_db()
    if helper.ended_on is not None:
        return Reading(helper)
    pairs = queries.pairs_of(helper, now=True)
    homes = [Home(pair.household_id, pair.region_code) for pair in pairs]
    given = _given(helper, homes, successor, county, at, confirmed)
    if given.value is None:
        return Reading(None, given.findings)
    helper.ended_on = timezone.localdate(at)
    helper.save(update_fields=["ended_on"])
    write(
        by=by,
        at=at,
        act=act_id,
        households=list(given.value),
        helpers=list(given.value.values()),
        reason=Reason.HANDED_OVER,
        note=note,
    )
    tell_helpers(given.value.values(), at=at, once=f"pairing.hand_over:{act_id}")
    said = {"households": len(homes), "to": successor or "spread"}
    journal.record(by=by, act="pairing.hand_over", subject=helper, region=county, evidence=said)
    return Reading(helper)


def _given(
    helper: Helper,
    homes: list[Home],
    successor: int | None,
    county: RegionCode,
    at: datetime,
    confirmed: bool,
) -> Reading[dict[int, int]]:
    terms = _terms(county, at)
    if successor is None:
        problem = queries.room_for(county, homes, terms, without=helper.pk)
        answer = solved(problem)
        if answer.missing:
            return refused(
                "no_room",
                f"其他人都满额以后还有 {len(answer.missing)} 户没有人接：请指定一名接任人，"
                "或先新增帮扶责任人。",
            )
        return Reading(answer.pairs)
    other = queries.helper(successor)
    if other.ended_on is not None or other.pk == helper.pk:
        return refused("ended", "接任人已经离任或就是本人：请另选一人。")
    load, quota = queries.pairs_of(other, now=True).count() + len(homes), terms.quota(other.rank)
    if load > quota and not confirmed:
        return Reading(None, (_above(load, quota),))
    return Reading({home.key: other.pk for home in homes})


def _terms(place: RegionCode, at: datetime) -> Terms:
    return policy.terms(place, timezone.localdate(at))
