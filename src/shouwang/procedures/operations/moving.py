"""Cases go where their subject goes."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from shouwang.kernel import journal
from shouwang.kernel.journal import Subject
from shouwang.kernel.regioncode import RegionCode
from shouwang.procedures.models import Case


@transaction.atomic
def follow_subject(*, by: AbstractBaseUser | None, subject: Subject, region_code: str) -> int:
    """Carry every case of a subject, with its history, to the place it has moved to; how many.

    The scope must hold both places. A running case keeps the version it began with.
    """
    place = RegionCode(region_code)
    cases = Case.objects.filter(subject_kind=subject.type, subject_id=subject.id)
    moved = cases.exclude(region_code=place.code).update(region_code=place.code)
    if moved:
        journal.record(
            by=by,
            act="procedures.follow_subject",
            subject=subject,
            region=place,
            evidence={"cases": moved},
        )
    return moved
