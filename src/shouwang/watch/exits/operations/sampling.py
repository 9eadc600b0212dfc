"""The county's check of exits: households drawn by lot, and what was found at each."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from shouwang.kernel import journal
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.exits import queries
from shouwang.watch.exits.errors import NobodyToSample
from shouwang.watch.exits.models import Sample, Sampled
from shouwang.watch.registry.models import Household
from shouwang.watch.visits.rules import draw, frame_digest


@dataclass(frozen=True, slots=True)
class Wish:
    """Which exits, how many of each kind, by which seed ("" makes one); the county in persons."""

    since: date
    until: date
    exited: int
    others: int
    remaining: int
    rural_population: int
    seed: str = ""


@transaction.atomic
def draw_sample(
    *, by: AbstractBaseUser, at: datetime, number: UUID, place: RegionCode, wish: Wish
) -> Sample:
    """Draw and put on record; the same number once more gives the sample that stands.

    Raises NobodyToSample.
    """
    known = Sample.objects.filter(pk=number).first()
    if known is not None:
        return known
    exited, others = queries.frames(place, wish.since, wish.until)
    if not exited:
        raise NobodyToSample
    seed = wish.seed.strip() or secrets.token_hex(8)
    made = Sample.objects.create(
        id=number,
        region_code=place.code,
        seed=seed,
        exited_from=wish.since,
        exited_to=wish.until,
        exited_frame=len(exited),
        others_frame=len(others),
        frame_digest=frame_digest([*exited, *others]),
        remaining=wish.remaining,
        rural_population=wish.rural_population,
        by_id=by.pk,
        at=at,
    )
    _put_down(made, Sampled.Stratum.EXITED, draw(seed, exited, wish.exited))
    _put_down(made, Sampled.Stratum.OTHER, draw(seed, others, wish.others))
    said = {"seed": seed, "frame_digest": made.frame_digest, "frame": len(exited) + len(others)}
    subject = journal.Subject("exits.sample", str(number))
    journal.record(by=by, act="exits.draw_sample", subject=subject, region=place, evidence=said)
    return made


def _put_down(of: Sample, stratum: Sampled.Stratum, numbers: list[str]) -> None:
    homes = {one.number: one for one in Household.objects.filter(number__in=numbers)}
    Sampled.objects.bulk_create(
        Sampled(
            sample=of,
            household=homes[number],
            region_code=homes[number].region_code,
            stratum=stratum,
            rank=rank,
            persons=homes[number].size,
        )
        for rank, number in enumerate(numbers, 1)
    )


@transaction.atomic
def find(
    *,
    by: AbstractBaseUser,
    at: datetime,
    sampled: int,
    verdict: str,
    approves: bool | None,
    note: str,
) -> Sampled:
    """Write down what was found at a household; what was found before stays in the journal."""
    row = Sampled.objects.select_for_update(of=("self",)).get(pk=sampled)
    row.verdict, row.approves, row.note = verdict, approves, note.strip() or None
    row.by_id, row.at = by.pk, at
    row.save(update_fields=["verdict", "approves", "note", "by", "at"])
    said = {"verdict": verdict, "approves": approves, "stratum": row.stratum}
    journal.record(by=by, act="exits.find", subject=row, region=row.region_code, evidence=said)
    return row
