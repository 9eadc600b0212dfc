"""Merging a batch: one transaction, at whose end everything is in the registry or nothing."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import connection
from django.utils import timezone

from shouwang.kernel import journal, scope
from shouwang.kernel.crypto import sealing
from shouwang.kernel.crypto.fields import place_of
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.intake import tables
from shouwang.watch.intake.errors import Outdated
from shouwang.watch.intake.layouts import layout
from shouwang.watch.intake.models import ImportBatch, State
from shouwang.watch.intake.operations import checking, comparing, showing, tracking
from shouwang.watch.intake.operations.progress import Progress
from shouwang.watch.intake.targets import Values
from shouwang.watch.linkage import operations as linkage
from shouwang.watch.registry.models import Change, Person, Source
from shouwang.watch.registry.queries import FIELDS

_STAGED, _COMPARED, _WRITTEN = 25, 45, 70
_CHECKED = 85
PAGE = 20_000
_CLASS = 7302  # the first half of the lock of a county's merges; 7301 holds a batch


def merge(batch: ImportBatch, progress: Progress) -> None:
    """Compare once more and write. Raises Outdated when the difference is not the one shown."""
    now = timezone.now()
    county = RegionCode.of(RegionCode(batch.region_code).county)
    progress.note(0, "等待本县正在进行的合并")
    with scope.entered(scope.Scope.of([county])):
        _alone(county)
        _merge(batch, timezone.localdate(now), progress)
    progress.note(100, "合并完成")


def _alone(county: RegionCode) -> None:
    """Wait until no other batch of the county is being merged, and let none begin.

    Two lists that name the same newcomer would each compare with a registry without the other's.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_CLASS, int(county.county)])


def _merge(batch: ImportBatch, today: date, progress: Progress) -> None:
    # no row lock: notes of progress come from another connection, and `held` keeps others out
    locked = ImportBatch.objects.select_related("by", "merge_asked_by").get(pk=batch.pk)
    begun_at = _clock()
    shown = locked.digest
    values = comparing.values_of(locked, today)
    outcome = comparing.compare(locked, values, _note(progress, locked.rows))
    if outcome.digest != shown:
        raise Outdated
    progress.note(_COMPARED, "写入台账")
    source = _source(locked, today)
    written = _write(locked, values, source, progress)
    progress.note(_CHECKED, "核对每一处引用")
    comparing.run(_REFERENCES, values)
    _finish(locked, source, written)
    if written["people"]:
        _look_for_doubles(locked, begun_at)
    for name in ("state", "merged_at", "merged_by_id", "source_id"):
        setattr(batch, name, getattr(locked, name))


def _clock() -> datetime:
    """The instant at which this transaction began: all that it records is recorded after it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (now,) = cursor.fetchone()
    return now


def _look_for_doubles(batch: ImportBatch, since: datetime) -> None:
    """Have the people who were added compared with everybody of the county: queued with the merge.

    A list checks identity numbers by itself; likeness is the worker's part, and takes longer.
    """
    linkage.request_check(
        by=batch.merge_asked_by,
        region_code=RegionCode.of(RegionCode(batch.region_code).county).code,
        recorded_since=since,
    )


def show_anew(batch: ImportBatch) -> None:
    """After Outdated: the difference as it is now, for whoever decides."""
    today = timezone.localdate()
    county = scope.Scope.of([RegionCode.of(RegionCode(batch.region_code).county)])
    with scope.entered(county):
        outcome = comparing.compare(batch, comparing.values_of(batch, today))
        showing.keep_differences(batch)
        checking.settle(batch, outcome, comparing.limits(batch, today))
    with scope.entered(scope.Scope.everywhere()):
        batch.refusal = batch.refusal or str(Outdated())
        batch.save()


def _note(progress: Progress, rows: int) -> comparing.Note:
    def note(done: int) -> None:
        progress.note(_STAGED * done // max(rows, 1), f"准备 {done:,} / {rows:,} 行")

    return note


def _source(batch: ImportBatch, today: date) -> Source:
    kind = layout(batch.layout)
    return Source.objects.create(
        region_code=batch.region_code,
        kind=Source.Kind.DEPARTMENT if kind.department else Source.Kind.SURVEY,
        title=f"{kind.title}（{batch.file_name}）"[:200],
        sender=(kind.department or batch.by.display_name)[:100],
        received_on=timezone.localdate(batch.at),
        file_sha256=batch.sha256,
        rows=batch.rows,
    )


# Deferred references are looked up one by one at the commit. A plan made while a table was
# still empty would read all of it each time: the planner is told to use the key.
_REFERENCES = ("SET LOCAL enable_seqscan = off", "SET CONSTRAINTS ALL IMMEDIATE")

_TOUCHED = """
CREATE TEMP TABLE touched ON COMMIT DROP AS
SELECT m.household_id, min(m.region_code) AS region_code,
       count(*) FILTER (WHERE f.verdict = 'new') AS new,
       count(*) FILTER (WHERE f.verdict = 'changed') AS changed
  FROM (SELECT n, min(verdict) AS verdict FROM found WHERE verdict <> 'same' GROUP BY n) f
  JOIN matched m USING (n) GROUP BY m.household_id
"""
# a household that somebody left for the one that names them has it in its history too
_LEFT = """
INSERT INTO touched
SELECT l.household_id, min(l.region_code), 0, count(*) FROM left_behind l
 WHERE NOT EXISTS (SELECT FROM touched t WHERE t.household_id = l.household_id)
 GROUP BY l.household_id
"""
_AMENDED = """
INSERT INTO registry_amendment (household_id, region_code, act, kind, true_since, by_id, reason,
       evidence, source_id)
SELECT household_id, region_code, %(act)s, 'imported', %(as_of)s, %(by)s,
       %(reason)s || '：' || concat_ws('、', CASE WHEN new > 0 THEN '新增 ' || new || ' 行' END,
       CASE WHEN changed > 0 THEN '变更 ' || changed || ' 行' END), %(evidence)s, %(source)s
  FROM touched ORDER BY household_id
"""
_AMENDMENTS = """
CREATE TEMP TABLE amended ON COMMIT DROP AS
SELECT id, household_id, region_code FROM registry_amendment WHERE act = %(act)s
"""


def _write(
    batch: ImportBatch, values: Values, source: Source, progress: Progress
) -> dict[str, int]:
    """All statements of the merge; returns how many households and fields they touched."""
    target = comparing.target_of(batch)
    named = _named(batch, values, source)
    with tracking.at_once():
        comparing.run((*target.merge, _TOUCHED, _LEFT, "ANALYZE touched", target.touch), named)
    progress.note(_WRITTEN, "登记变更记录")
    comparing.run((_AMENDED, _AMENDMENTS, "ANALYZE amended"), named)
    opened = _openings(batch)
    changed = _changes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM touched")
        households = cursor.fetchone()[0]
    people = opened if batch.layout == "members" else 0
    return {"households": households, "opened": opened, "people": people, "fields": changed}


def _named(batch: ImportBatch, values: Values, source: Source) -> Values:
    names = {name: getattr(values, name) for name in values.__slots__}
    return Values(
        **names
        | {
            "source": source.pk,
            "by": batch.merge_asked_by_id,
            "act": str(uuid.uuid4()),
            "reason": f"导入{layout(batch.layout).title}",
            "evidence": f"批次 {batch.pk}",
        }
    )


# whoever was added has one change, the household's number from nothing
_OPENED = {
    "members": (
        "household",
        "SELECT a.id, a.region_code, b.id, h.number FROM born b JOIN matched m USING (n)"
        " JOIN amended a USING (household_id) JOIN registry_household h ON h.id = a.household_id"
        " ORDER BY a.id, b.n",
    ),
    "households": (
        "number",
        "SELECT a.id, a.region_code, NULL::bigint, h.number FROM born b"
        " JOIN registry_household h ON h.id = b.id JOIN amended a ON a.household_id = h.id"
        " ORDER BY a.id",
    ),
}
_CHANGE = "amendment_id bigint, region_code varchar, person_id bigint, field varchar,\
 before bytea, after bytea"
_INTO_CHANGE = """
INSERT INTO registry_change (amendment_id, region_code, person_id, field, before, after)
SELECT amendment_id, region_code, person_id, field, before, after FROM changing
"""


def _openings(batch: ImportBatch) -> int:
    if batch.layout not in _OPENED:
        return 0
    field, query = _OPENED[batch.layout]
    return _write_changes(
        [*row[:3], field, None, sealed]
        for page in _pages(query)
        for row, sealed in zip(page, _sealed("after", [row[3] for row in page]), strict=True)
    )


_CHANGED = """
SELECT a.id, a.region_code, d.person_id, d.field, d.before, d.after, d.sealed_before,
       d.sealed_after, d.n
  FROM difference d JOIN matched m USING (n) JOIN amended a ON a.household_id = m.household_id
 WHERE d.field = ANY(%s)
 UNION ALL
SELECT a.id, a.region_code, d.person_id, d.field, d.before, d.after, NULL, NULL, d.n
  FROM left_behind l JOIN difference d ON d.n = l.n AND d.field = 'household'
  JOIN amended a ON a.household_id = l.household_id
 ORDER BY 1, 9, 4
"""


def _changes() -> int:
    return _write_changes(
        row for page in _pages(_CHANGED, [list(FIELDS)]) for row in _sealed_page(page)
    )


def _sealed_page(page: list[tuple[Any, ...]]) -> Iterator[list[Any]]:
    before = _sealed("before", [_text(row[3], row[4], row[6]) for row in page])
    after = _sealed("after", [_text(row[3], row[5], row[7]) for row in page])
    for row, old, new in zip(page, before, after, strict=True):
        yield [*row[:4], old, new]


def _text(field: str, plain: str | None, sealed: bytes | None) -> str | None:
    """A difference's value; an encrypted one is opened to be encrypted for the history."""
    if sealed is None:
        return plain
    return sealing.unseal(bytes(sealed), place_of(Person._meta.get_field(field)))


def _sealed(column: str, texts: list[str | None]) -> list[bytes | None]:
    return sealing.seal_many(texts, place_of(Change._meta.get_field(column)))


def _write_changes(rows: Iterator[list[Any]]) -> int:
    """Into the history by way of a temporary table, some thousands at a time."""
    schema = dict.fromkeys(("amendment_id", "region_code", "person_id", "field"), pl.Int64)
    schema |= {"region_code": pl.String, "field": pl.String}  # type: ignore[dict-item]
    schema |= {"before": pl.Binary, "after": pl.Binary}  # type: ignore[dict-item]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.changing")
        cursor.execute(f"CREATE TEMP TABLE changing ({_CHANGE}) ON COMMIT DROP")
        page: list[list[Any]] = []
        for row in rows:
            page.append(row)
            if len(page) == PAGE:
                tables.copy("changing", pl.DataFrame(page, schema=schema, orient="row"))
                page.clear()
        if page:
            tables.copy("changing", pl.DataFrame(page, schema=schema, orient="row"))
        cursor.execute(_INTO_CHANGE)
        return int(cursor.rowcount)


def _pages(query: str, values: list[Any] | None = None) -> Iterator[list[tuple[Any, ...]]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, values)
        while page := cursor.fetchmany(PAGE):
            yield page


def _finish(batch: ImportBatch, source: Source, written: dict[str, int]) -> None:
    batch.state, batch.merged_at = State.MERGED, timezone.now()
    batch.merged_by_id, batch.source = batch.merge_asked_by_id, source
    batch.percent, batch.step, batch.refusal = 100, "合并完成", ""
    batch.save()
    journal.record(
        by=batch.merge_asked_by,
        act="intake.merge",
        subject=batch,
        region=RegionCode(batch.region_code),
        evidence={
            "layout": batch.layout,
            "sha256": batch.sha256,
            "source": source.pk,
            "new": batch.new,
            "changed": batch.changed,
            "same": batch.same,
            **written,
        },
    )
