"""What drafting and posting a notice share, and where objections are heard."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from shouwang.kernel import journal
from shouwang.kernel.regioncode import RegionCode
from shouwang.policies.queries import current_pack
from shouwang.procedures.models import Case
from shouwang.procedures.queries import history_of
from shouwang.watch.reviews import queries, rules
from shouwang.watch.reviews.models import (
    Desk,
    Notice,
    NoticeKind,
)

ANNOUNCED = "announcement_days"


def ends_on(kind: str, region_code: str, cases: Sequence[Case], posted_on: date) -> date | None:
    """The last day on the paper: of a notice by its cases, of an announcement by the county."""
    if kind == NoticeKind.ANNOUNCEMENT:
        days = current_pack(region_code).resolve(ANNOUNCED, region_code, posted_on).value
        return posted_on + timedelta(days=days - 1)
    ends = [_last_day(case, posted_on) for case in cases]
    return max(end for end in ends if end) if ends and all(ends) else None


def _last_day(case: Case, posted_on: date) -> date | None:
    if case.ripe_on is not None:
        return max(case.ripe_on - timedelta(days=1), posted_on)
    declaration = queries.declaration_of(case.version)
    way = rules.entering(declaration, case.step)
    return rules.last_day(declaration, history_of(case), way, posted_on) if way else None


def note(
    found: Notice,
    act: str,
    by: AbstractBaseUser,
    evidence: Mapping[str, object],
    reason: str = "",
) -> None:
    """Journal an act upon a notice."""
    journal.record(
        by=by,
        act=act,
        subject=journal.Subject("reviews.notice", str(found.pk)),
        region=RegionCode(found.region_code),
        reason=reason,
        evidence={"number": found.number, "kind": found.kind, **evidence},
    )


@transaction.atomic
def enter_desk(
    *, by: AbstractBaseUser, at: datetime, region_code: str, office: str, telephone: str
) -> Desk:
    """Where a township or county hears objections, printed on every notice from now on."""
    place = RegionCode(region_code)
    desk, _ = Desk.objects.update_or_create(
        region_code=place.code,
        defaults={"office": office, "telephone": telephone, "by_id": by.pk, "at": at},
    )
    journal.record(by=by, act="reviews.enter_desk", subject=desk, region=place)
    return desk
