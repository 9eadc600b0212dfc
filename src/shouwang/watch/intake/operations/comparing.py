"""Bringing a batch's rows together with the registry, in the temporary tables.

Checking does this to say what a merge would do; merging does it again, inside its transaction, to
be sure that it is still so.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db import connection
from django.db.backends.utils import CursorWrapper

from shouwang.kernel import bulk
from shouwang.kernel.crypto import sealing
from shouwang.kernel.crypto.fields import place_of
from shouwang.kernel.regioncode import LENGTH, RegionCode
from shouwang.kernel.workdays import SUPPOSED, add_working_days
from shouwang.policies.queries import current_pack
from shouwang.regions import queries as regions
from shouwang.watch.intake import keeping, tables
from shouwang.watch.intake.layouts import layout
from shouwang.watch.intake.models import ImportBatch
from shouwang.watch.intake.rules import Limits
from shouwang.watch.intake.targets import TARGETS, WRONG, Secret, Target, Values
from shouwang.watch.registry.models import Person

PAGE = 20_000
Note = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a merge would do, counted in rows of the file, and a digest of exactly what."""

    rows: int
    refused: int
    duplicated: int
    unmatched: int
    new: int
    changed: int
    same: int
    digest: str


def compare(batch: ImportBatch, values: Values, note: Note = lambda rows: None) -> Outcome:
    """Fill the temporary tables of the transaction for a batch. Raises FileGone."""
    target, kind = TARGETS[batch.layout], layout(batch.layout)
    bulk.plan_for_many()
    rows = tables.make(kind, keeping.parts(batch), note)
    with connection.cursor() as cursor:
        _run(cursor, target.match, values)
        _run(cursor, target.check, values)
        cursor.execute(WRONG)
        _run(cursor, target.compare, values)
        for secret in target.secrets:
            _compare_secret(secret)
        _run(cursor, target.settle, values)
        cursor.execute("ANALYZE found, difference")
        return _outcome(cursor, rows)


def values_of(batch: ImportBatch, today: date, **more: object) -> Values:
    """The parameters of a batch's statements."""
    prefix = RegionCode(batch.region_code).prefix
    place = regions.names([batch.region_code], on=today).get(batch.region_code, batch.region_code)
    return Values(
        low=prefix.ljust(LENGTH, "0"),
        high=prefix.ljust(LENGTH, "9"),
        place=place,
        as_of=batch.as_of,
        today=today,
        due_on=_due_on(batch, today),
        **more,  # type: ignore[arg-type]
    )


def _due_on(batch: ImportBatch, today: date) -> date:
    """By when a hit of an exclusion check must be explained; other lists have none."""
    if batch.layout != "exclusion":
        return today
    days = current_pack(batch.region_code).codes["exclusion_answer"]["working_days"]
    return add_working_days(today, days, SUPPOSED)


def limits(batch: ImportBatch, today: date) -> Limits:
    """The shares of wrong and of repeated rows that the county allows."""
    return Limits(
        parameter(batch, "import_error_percent", today),
        parameter(batch, "import_duplicate_percent", today),
    )


def parameter(batch: ImportBatch, name: str, on: date) -> int:
    """A parameter of the policy pack as it holds in the batch's place."""
    place = RegionCode(batch.region_code)
    held = current_pack(place.code).parameters[name]
    return int(held.resolve(place.prefix, on).value)


def run(statements: tuple[str, ...], values: Values) -> None:
    """Execute statements with the parameters."""
    with connection.cursor() as cursor:
        _run(cursor, statements, values)


def target_of(batch: ImportBatch) -> Target:
    """What the batch's list changes."""
    return TARGETS[batch.layout]


def _run(cursor: CursorWrapper, statements: tuple[str, ...], values: Values) -> None:
    named = values.named()
    for statement in statements:
        cursor.execute(statement, named)


_SECRETS = """
SELECT s.n, m.household_id, m.person_id, p.{column}, s.{column}
  FROM staged s JOIN {whose} m USING (n) JOIN registry_person p ON p.id = m.person_id
 WHERE s.{column} IS NOT NULL AND NOT s.refused
   AND NOT EXISTS (SELECT FROM wrong w WHERE w.n = s.n)
 ORDER BY s.n
"""


def _compare_secret(secret: Secret) -> None:
    """Encrypted values differ although their texts are equal: they are opened, page by page."""
    place = place_of(Person._meta.get_field(secret.column))
    for page in _pages(_SECRETS.format(column=secret.column, whose=secret.whose)):
        before = sealing.unseal_many([row[3] for row in page], place)
        after = sealing.unseal_many([row[4] for row in page], place)
        rows = [
            (*row[:3], secret.column, _bytes(row[3]), _bytes(row[4]))
            for row, old, new in zip(page, before, after, strict=True)
            if old != new
        ]
        if rows:
            tables.copy("difference", pl.DataFrame(rows, schema=_DIFFERENCE, orient="row"))


_DIFFERENCE = {
    "n": pl.Int64,
    "household_id": pl.Int64,
    "person_id": pl.Int64,
    "field": pl.String,
    "sealed_before": pl.Binary,
    "sealed_after": pl.Binary,
}


def _bytes(value: bytes | memoryview | None) -> bytes | None:
    return None if value is None else bytes(value)


def _pages(query: str) -> Iterator[list[tuple[Any, ...]]]:
    """The answer of a query page by page, from a cursor on the server."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(query)
        while page := cursor.fetchmany(PAGE):
            yield page


# a row that changes anything is `changed`; one that only adds is `new`
_COUNT = """
SELECT count(*) FILTER (WHERE v.verdict = 'new'), count(*) FILTER (WHERE v.verdict = 'changed'),
       count(*) FILTER (WHERE v.verdict = 'same')
  FROM (SELECT n, CASE
            WHEN bool_or(verdict = 'new' AND target IN ('person', 'household')) THEN 'new'
            WHEN bool_or(verdict = 'changed') THEN 'changed'
            WHEN bool_or(verdict = 'new') AND bool_or(target IN ('person', 'household'))
                THEN 'changed'
            WHEN bool_or(verdict = 'new') THEN 'new' ELSE 'same' END AS verdict
          FROM found GROUP BY n) v
"""
_REFUSED = """
SELECT (SELECT count(*) FROM staged s WHERE s.refused OR EXISTS (
            SELECT FROM finding f WHERE f.n = s.n AND f.weight = 'error')),
       (SELECT count(DISTINCT n) FROM finding WHERE code IN
            ('row_twice', 'row_contradicts', 'person_elsewhere', 'person_other_town')),
       (SELECT count(DISTINCT n) FROM finding WHERE code = 'unmatched')
"""
# order does not matter, and equal sums mean equal sets for all that is practical
_DIGEST = """
SELECT (SELECT coalesce(sum(hashtextextended(n || target || verdict || coalesce(existing, 0), 0)),
                        0) FROM found WHERE verdict <> 'same'),
       (SELECT coalesce(sum(hashtextextended(
            n || field || coalesce(before, '') || '|' || coalesce(after, ''), 0)), 0)
          FROM difference)
"""


def _outcome(cursor: CursorWrapper, rows: int) -> Outcome:
    cursor.execute(_COUNT)
    new, changed, same = cursor.fetchone()
    cursor.execute(_REFUSED)
    refused, duplicated, unmatched = cursor.fetchone()
    cursor.execute(_DIGEST)
    digest = hashlib.sha256(repr(cursor.fetchone()).encode()).hexdigest()
    return Outcome(rows, refused, duplicated, unmatched, new, changed, same, digest)
