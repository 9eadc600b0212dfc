"""Keeping a paper of a household, removing it, and taking the removal back."""

import io
from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from shouwang.kernel import journal
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.papers import vault
from shouwang.watch.papers.checking import Ready
from shouwang.watch.papers.errors import PaperAlreadyThere, ReasonMissing
from shouwang.watch.papers.models import Enclosure, Paper
from shouwang.watch.registry.models import Household, Person
from shouwang.watch.registry.queries import brought_to

LOCK = 7_211_001  # shared by whoever puts a file into the vault, held alone by the sweep


@transaction.atomic
def add_paper(
    *,
    by: AbstractBaseUser,
    at: datetime,
    household: Household,
    ready: Ready,
    kind: str,
    title: str,
    taken_on: date | None = None,
    person: Person | None = None,
) -> Paper:
    """Keep a checked file as a paper of the household: the file first, then its row.

    Cut off between the two, nothing shows and the sweep removes the file. Raises PaperAlreadyThere
    when the household has the same content already, brought by a merge perhaps, OSError when the
    disk is full.
    """
    _share_vault()
    name = vault.digest(ready.file)
    filed = brought_to([household.pk], timezone.localdate(at))
    if Paper.objects.filter(household__in=filed, sha256=name, removed_at=None).exists():
        raise PaperAlreadyThere()
    vault.keep(name, ready.file)
    if ready.small is not None:
        vault.keep(name + vault.SMALL, io.BytesIO(ready.small))
    paper = _saved(
        Paper(
            household=household,
            region_code=household.region_code,
            person=person,
            kind=kind,
            title=title,
            taken_on=taken_on,
            media_type=ready.media_type,
            size=ready.size,
            sha256=name,
            by_id=by.pk,
            at=at,
        )
    )
    _journal(paper, "papers.add", by)
    return paper


@transaction.atomic
def enclose(*, by: AbstractBaseUser, at: datetime, region_code: str, ready: Ready) -> Enclosure:
    """Keep a checked file of a place's business: the file first, then its row.

    Raises OSError when the disk is full.
    """
    _share_vault()
    name = vault.digest(ready.file)
    vault.keep(name, ready.file)
    made = Enclosure.objects.create(
        region_code=region_code,
        media_type=ready.media_type,
        size=ready.size,
        sha256=name,
        by_id=by.pk,
        at=at,
    )
    journal.record(
        by=by,
        act="papers.enclose",
        subject=made,
        region=RegionCode(region_code),
        evidence={"sha256": name, "size": made.size},
    )
    return made


@transaction.atomic
def remove_paper(*, by: AbstractBaseUser, at: datetime, paper: Paper, reason: str) -> None:
    """Take a paper out of sight; its row and file stay. Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing()
    paper.removed_at, paper.removed_by_id = at, by.pk
    paper.removed_reason = reason.strip()
    paper.save(update_fields=["removed_at", "removed_by", "removed_reason"])
    _journal(paper, "papers.remove", by, reason.strip())


@transaction.atomic
def restore_paper(*, by: AbstractBaseUser, paper: Paper) -> None:
    """Take a removal back. Raises PaperAlreadyThere when the content was added again since."""
    paper.removed_at, paper.removed_by_id, paper.removed_reason = None, None, ""
    _saved(paper, ["removed_at", "removed_by", "removed_reason"])
    _journal(paper, "papers.restore", by)


def _saved(paper: Paper, fields: list[str] | None = None) -> Paper:
    try:
        with transaction.atomic():
            paper.save(update_fields=fields)
    except IntegrityError as error:
        if "paper_once" not in str(error):
            raise
        raise PaperAlreadyThere() from error
    return paper


def _share_vault() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LOCK])


def _journal(paper: Paper, act: str, by: AbstractBaseUser, reason: str = "") -> None:
    journal.record(
        by=by,
        act=act,
        subject=paper,
        region=RegionCode(paper.region_code),
        reason=reason,
        evidence={"kind": paper.kind, "sha256": paper.sha256, "size": paper.size},
    )
