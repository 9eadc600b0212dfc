"""Replacing a county's outline, and putting back the one before it; both are journalled."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from psycopg.types.range import Range

from shouwang.kernel import journal
from shouwang.kernel.regioncode import Level, RegionCode
from shouwang.regions.errors import BoundaryRefused, NothingToUndo
from shouwang.regions.models import Boundary
from shouwang.regions.outlines import read_outline


@transaction.atomic
def replace_boundary(
    *,
    by: AbstractBaseUser,
    at: datetime,
    county: RegionCode,
    content: bytes,
    source: str,
    licence: str = "",
    approval_number: str = "",
) -> Boundary:
    """Make the uploaded GeoJSON the county's outline from now on.

    Raises BoundaryRefused where `outlines.read_outline` refuses the file: show its findings first.
    """
    reading = read_outline(content, county)
    if reading.geometry is None or county.level is not Level.COUNTY:
        raise BoundaryRefused(reason=" ".join(finding.message for finding in reading.findings))
    _end_current(county, at)
    boundary = Boundary.objects.create(
        region_code=county.code,
        geometry=reading.geometry,
        source=source,
        licence=licence,
        approval_number=approval_number,
        uploaded_by_id=by.pk,
        uploaded_at=at,
        during=Range(at, None),
    )
    _record("regions.replace_boundary", boundary, by, {"points": reading.points})
    return boundary


@transaction.atomic
def undo_boundary(*, by: AbstractBaseUser, at: datetime, county: RegionCode) -> Boundary | None:
    """Take the current outline back: the one it replaced is valid again; None is the default.

    Raises NothingToUndo when no uploaded outline is in force.
    """
    current = _end_current(county, at)
    if current is None:
        raise NothingToUndo(code=county.code)
    previous = _before(current)
    restored = None
    if previous is not None:
        restored = Boundary.objects.create(
            region_code=county.code,
            geometry=previous.geometry,
            source=previous.source,
            licence=previous.licence,
            approval_number=previous.approval_number,
            uploaded_by_id=by.pk,
            uploaded_at=at,
            during=Range(at, None),
            restores=previous.restores or previous,
        )
    evidence = {"restored": previous.pk if previous else "default"}
    _record("regions.undo_boundary", current, by, evidence)
    return restored


def _end_current(county: RegionCode, at: datetime) -> Boundary | None:
    current = (
        Boundary.objects.select_for_update()
        .filter(region_code=county.code, during__upper_inf=True)
        .first()
    )
    if current is not None:
        current.during = Range(current.during.lower, at)
        current.save(update_fields=["during"])
    return current


def _before(boundary: Boundary) -> Boundary | None:
    """The outline that was in force until this one, or until the one that it restores, began."""
    origin = boundary.restores or boundary
    rows = Boundary.objects.filter(region_code=boundary.region_code)
    return rows.filter(during__endswith=origin.during.lower).exclude(pk=boundary.pk).first()


def _record(act: str, boundary: Boundary, by: AbstractBaseUser, more: Mapping[str, Any]) -> None:
    text = json.dumps(boundary.geometry, sort_keys=True)
    journal.record(
        by=by,
        act=act,
        subject=boundary,
        region=boundary.region_code,
        evidence={
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "source": boundary.source,
            "approval_number": boundary.approval_number,
            **more,
        },
    )
