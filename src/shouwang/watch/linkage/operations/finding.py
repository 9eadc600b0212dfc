"""Looking for two records of one person, and keeping what was found."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from shouwang.kernel import journal, scope
from shouwang.kernel.bulk import plan_for_many
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.linkage import likeness, queries
from shouwang.watch.linkage.rules.evidence import CERTAIN, COLUMNS, Evidence
from shouwang.watch.registry.models import Person

QUEUE = "linkage"
CHECK = "linkage.check"
LARGEST_GROUP = 12  # of records with one number; a larger one is compared with its first record
_COLUMNS = ("left_id", "right_id", "found_by", "probability", "evidence")


@dataclass(frozen=True, slots=True)
class Check:
    """What a check found: pairs by number and by likeness, new ones, and ones that ceased."""

    people: int
    by_identity: int
    by_likeness: int
    opened: int
    ceased: int


def find_duplicates(
    *,
    region_code: str,
    person_ids: Collection[int] | None = None,
    by: AbstractBaseUser | None = None,
    at: datetime | None = None,
) -> Check:
    """Compare everyone in a place with everyone there; with `person_ids`, only these with all.

    New pairs are opened, known ones renewed, decided ones left alone. A check of everyone marks
    open pairs that it no longer finds as ceased. Call it where no narrower scope is entered, best
    from a worker: it takes some seconds for each hundred thousand people. Raises ScopeWidened.
    """
    place, at = RegionCode(region_code), at or timezone.now()
    inside = scope.Scope.of([place])
    with scope.entered(inside):
        plan_for_many()
        people = queries.people(place)
        threshold = queries.threshold(place, timezone.localdate(at))
    chosen = None if person_ids is None else {str(one) for one in person_ids}
    pairs = _pairs(people, chosen, threshold)
    with scope.entered(inside):
        return _kept(place, people.height, pairs, whole=chosen is None, by=by, at=at)


def _pairs(people: pl.DataFrame, chosen: set[str] | None, threshold: float) -> pl.DataFrame:
    """Pairs of ids in order, by number and by likeness; a pair of one number comes up once."""
    equal = _of_one_number(people, chosen)
    limits = likeness.Limits(Path(settings.DATA))
    if chosen is None:
        alike = likeness.link(people, None, threshold=threshold, limits=limits)
    else:
        new = people.filter(pl.col("id").is_in(chosen))
        rest = people.filter(~pl.col("id").is_in(chosen))
        alike = pl.concat(
            [
                likeness.link(new, rest, threshold=threshold, limits=limits),
                likeness.link(new, None, threshold=threshold, limits=limits),
            ]
        )
    alike = _in_order(alike.with_columns(found_by=pl.lit("likeness"))).unique(["left", "right"])
    return pl.concat([equal, alike.join(equal, on=["left", "right"], how="anti")])


def _of_one_number(people: pl.DataFrame, chosen: set[str] | None) -> pl.DataFrame:
    known = people.drop_nulls("identity").with_columns(
        pl.len().over("identity").alias("records"),
        pl.col("id").min().over("identity").alias("first"),
    )
    known = known.filter(pl.col("records") > 1)
    found = known.join(known.select("id", "identity"), on="identity").filter(
        (pl.col("id") < pl.col("id_right"))
        & ((pl.col("records") <= LARGEST_GROUP) | (pl.col("id") == pl.col("first")))
    )
    if chosen is not None:
        found = found.filter(pl.col("id").is_in(chosen) | pl.col("id_right").is_in(chosen))
    others = people.select("id", "name", "birth_on", "sex", "place")
    found = found.join(others, left_on="id_right", right_on="id", suffix="_other")
    return _in_order(
        found.select(
            pl.col("id").alias("left"),
            pl.col("id_right").alias("right"),
            pl.lit(CERTAIN).alias("probability"),
            pl.lit(Evidence.SAME.value).alias("identity"),
            _compared("name", "name"),
            _compared("birth_on", "birth"),
            _compared("sex", "sex"),
            _compared("place", "place"),
            pl.lit("identity").alias("found_by"),
        )
    )


def _compared(column: str, name: str) -> pl.Expr:
    """Whether the two of one number agree in a column too, in the words of evidence."""
    other = pl.col(f"{column}_other")
    words: Any = pl.when(pl.col(column) == other).then(pl.lit(Evidence.SAME.value))
    if column == "place":
        township = pl.col(column).str.slice(0, 9) == other.str.slice(0, 9)
        words = words.when(township).then(pl.lit(Evidence.SAME_TOWNSHIP.value))
    words = words.when(pl.col(column).is_null() | other.is_null()).then(
        pl.lit(Evidence.UNKNOWN.value)
    )
    compared: pl.Expr = words.otherwise(pl.lit(Evidence.DIFFERENT.value)).alias(name)
    return compared


def _in_order(pairs: pl.DataFrame) -> pl.DataFrame:
    """The smaller id on the left, as the table keeps pairs."""
    left, right = pl.col("left").cast(pl.Int64), pl.col("right").cast(pl.Int64)
    return pairs.with_columns(
        left=pl.min_horizontal(left, right), right=pl.max_horizontal(left, right)
    )


@transaction.atomic
def _kept(
    place: RegionCode,
    people: int,
    pairs: pl.DataFrame,
    *,
    whole: bool,
    by: AbstractBaseUser | None,
    at: datetime,
) -> Check:
    counts = dict(pairs.group_by("found_by").len().iter_rows())
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        with cursor.copy(f"COPY found ({', '.join(_COLUMNS)}) FROM STDIN") as copy:
            for row in pairs.iter_rows(named=True):
                copy.write_row(_row(row))
        cursor.execute(_MERGE, {"at": at})
        opened = cursor.fetchone()[0]
        ceased = 0
        if whole:
            low, high = queries.bounds(place)
            cursor.execute(_CEASE, {"low": low, "high": high})
            ceased = cursor.rowcount
        cursor.execute("DROP TABLE found")
    check = Check(people, counts.get("identity", 0), counts.get("likeness", 0), opened, ceased)
    journal.record(
        by=by,
        act=CHECK,
        region=place,
        evidence={
            "people": people,
            "by_identity": check.by_identity,
            "by_likeness": check.by_likeness,
            "opened": opened,
            "ceased": ceased,
        },
    )
    return check


def _row(row: dict[str, object]) -> tuple[object, ...]:
    evidence = {name: row[name] for name in COLUMNS}
    return (row["left"], row["right"], row["found_by"], row["probability"], json.dumps(evidence))


_STAGE = """
CREATE TEMPORARY TABLE found (
  left_id bigint, right_id bigint, found_by text, probability double precision, evidence jsonb
) ON COMMIT DROP
"""
_MERGE = """
WITH merged AS (
  INSERT INTO linkage_candidate AS kept (left_id, left_region_code, right_id, right_region_code,
                                         found_by, probability, evidence, state, found_at)
  SELECT f.left_id, l.region_code, f.right_id, r.region_code,
         f.found_by, f.probability, f.evidence, 'open', %(at)s
  FROM found AS f
  JOIN registry_person AS l ON l.id = f.left_id
  JOIN registry_person AS r ON r.id = f.right_id
  ON CONFLICT (left_id, right_id) DO UPDATE
    SET found_by = excluded.found_by, probability = excluded.probability,
        evidence = excluded.evidence, state = 'open',
        found_at = CASE WHEN kept.state = 'ceased' THEN excluded.found_at ELSE kept.found_at END
    WHERE kept.state IN ('open', 'ceased')
  RETURNING kept.found_at = %(at)s AS new
)
SELECT count(*) FILTER (WHERE new) FROM merged
"""
_CEASE = """
UPDATE linkage_candidate AS kept SET state = 'ceased'
WHERE kept.state = 'open'
  AND kept.left_region_code BETWEEN %(low)s AND %(high)s
  AND kept.right_region_code BETWEEN %(low)s AND %(high)s
  AND NOT EXISTS (SELECT FROM found AS f
                  WHERE f.left_id = kept.left_id AND f.right_id = kept.right_id)
"""


@transaction.atomic
def request_check(
    *,
    by: AbstractBaseUser | None,
    region_code: str,
    recorded_since: datetime | None = None,
) -> None:
    """Let the worker look for doubles in a place: of everyone, or of records since an instant.

    For whoever has just merged a batch: the check crosses townships, which the person's own scope
    does not.
    """
    place = RegionCode(region_code)
    since = recorded_since.isoformat() if recorded_since else ""
    app.configure_task(
        CHECK,
        queue=QUEUE,
        lock=f"linkage:{place.county}",
        allow_unknown=True,
    ).defer(region_code=place.code, recorded_since=since)
    journal.record(
        by=by, act="linkage.request_check", region=place, evidence={"recorded_since": since}
    )


def check_place(region_code: str, recorded_since: str) -> Check:
    """Do what was requested; an empty instant means everyone."""
    if not recorded_since:
        return find_duplicates(region_code=region_code)
    since = datetime.fromisoformat(recorded_since)
    with scope.entered(scope.Scope.of([RegionCode(region_code)])):
        new = list(Person.objects.filter(recorded_at__gte=since).values_list("pk", flat=True))
    return find_duplicates(region_code=region_code, person_ids=new)


def check_all() -> list[Check]:
    """The nightly check of every county that has people."""
    with scope.entered(scope.Scope.everywhere()):
        places = queries.counties()
    return [find_duplicates(region_code=place.code) for place in places]
