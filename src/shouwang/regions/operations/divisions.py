"""Loading lists of divisions: each load is one transaction, and repeating it changes nothing.

The connection must be the owner's: the sites may read divisions, never write them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

import polars as pl
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import connection, transaction
from django.utils import timezone

from shouwang.kernel.regioncode import DIGITS, LENGTH, RegionCode, Scheme
from shouwang.regions import data
from shouwang.regions.errors import EditionOlder, ListRefused
from shouwang.regions.lists import levels, parents, read_list, ready
from shouwang.regions.models import Division, Edition

Progress = Callable[[int, int], None]

ROWS_A_SLICE = 50_000
BULK = 100_000  # above so many new rows the indexes are made afterwards
# A file that would end more than this share of the divisions it covers is taken for a damaged one.
MOST_CLOSED = 0.1
KNOWN = {
    "code": pl.String,
    "name": pl.String,
    "urban_rural": pl.String,
    "since": pl.Date,
    "open": pl.Boolean,
}


@dataclass(frozen=True, slots=True)
class LoadSummary:
    """What a load did: rows read from the list, divisions opened and closed."""

    source: str
    read: int
    opened: int
    closed: int


def load_demonstration() -> LoadSummary:
    """Make sure the demonstration county is there, with its prefecture and province."""
    rows = data.demonstration().select("code", "name")
    return _fill(rows, source=data.NATIONAL_SOURCE, prefix="360781")


def load_national(*, prefix: str = "", on_progress: Progress | None = None) -> LoadSummary:
    """Load the shipped list of 2023, or the part inside a prefix with the places above it.

    Only codes that the table never knew are opened, without a first day. Raises RegionCodeInvalid
    for a prefix that is no division's, ListRefused for one that the list does not know.
    """
    RegionCode.of(prefix)
    above = [prefix[:digits].ljust(LENGTH, "0") for digits in DIGITS.values() if digits]
    whole = data.divisions()
    rows = whole.filter(pl.col("code").str.starts_with(prefix) | pl.col("code").is_in(above))
    if not rows["code"].str.starts_with(prefix).any():
        raise ListRefused(reason=f"the national list has no division under {prefix}")
    rows = rows.select("code", "name")
    return _fill(rows, source=data.NATIONAL_SOURCE, prefix=prefix, on_progress=on_progress)


@transaction.atomic
def load_release(
    path: Path,
    *,
    valid_from: date,
    scheme: Scheme = Scheme.NBS,
    prefix: str = "",
    accept_closures: bool = False,
    on_progress: Progress | None = None,
) -> LoadSummary:
    """Load a later release that is complete inside the prefix, for the levels it contains.

    Divisions that it no longer names end on `valid_from`; new and renamed ones begin there. Raises
    ListRefused, EditionOlder when a division it would change is known only from a later day.
    """
    RegionCode.of(prefix)
    rows = read_list(path)
    outside = rows.filter(~pl.col("code").str.starts_with(prefix))
    if not outside.is_empty():
        raise ListRefused(reason=f"{path.name} names {outside[0, 'code']}, outside {prefix}")
    _lock()
    known = _known(scheme, prefix).filter("open")
    opened, closed = _changes(rows, known)
    _check_parents(rows, scheme)
    _check_closures(opened, closed, known, valid_from, accept_closures)
    _close(closed["code"].to_list(), scheme, valid_from)
    source = path.stem[:60]
    _open(opened, scheme=scheme, source=source, since=valid_from, on_progress=on_progress)
    summary = LoadSummary(source, rows.height, opened.height, closed.height)
    _record(summary, scheme=scheme, prefix=prefix, valid_from=valid_from)
    return summary


@transaction.atomic
def _fill(
    rows: pl.DataFrame, *, source: str, prefix: str, on_progress: Progress | None = None
) -> LoadSummary:
    """Open the divisions whose code the table never knew."""
    _lock()
    known = _known(Scheme.NBS, "")
    unknown = rows.join(known, on="code", how="anti")
    _open(unknown, scheme=Scheme.NBS, source=source, since=None, on_progress=on_progress)
    summary = LoadSummary(source, rows.height, unknown.height, 0)
    _record(summary, scheme=Scheme.NBS, prefix=prefix, valid_from=None)
    return summary


def _lock() -> None:
    """One load at a time; readers go on reading."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE regions_division IN SHARE ROW EXCLUSIVE MODE")


def _known(scheme: Scheme, prefix: str) -> pl.DataFrame:
    """What the table holds of a scheme inside a prefix: code, name, urban_rural, since, open."""
    query = (
        "COPY (SELECT code, name, urban_rural, lower(during), upper_inf(during) "
        f"FROM regions_division WHERE scheme = '{scheme.value}' AND code LIKE '{prefix}%') "
        "TO STDOUT (FORMAT csv)"
    )
    buffer = BytesIO()
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        for part in copy:
            buffer.write(part)
    if not buffer.tell():
        return pl.DataFrame(schema=KNOWN)
    frame = pl.read_csv(
        buffer.getvalue(),
        has_header=False,
        new_columns=list(KNOWN),
        infer_schema=False,
        empty_string_is_null=False,
    )
    return frame.with_columns(
        pl.col("since").replace("", None).str.to_date(), pl.col("open") == "t"
    )


def _changes(rows: pl.DataFrame, known: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows to open and the known ones to close; a rename is both.

    Levels that the list leaves out are left alone.
    """
    same = ["code", "name", "urban_rural"]
    opened = rows.join(known, on=same, how="anti")
    covered = rows.select(levels(pl.col("code"))).to_series().unique().implode()
    gone = known.join(rows, on=same, how="anti")
    return opened, gone.filter(levels(pl.col("code")).is_in(covered))


def _check_closures(
    opened: pl.DataFrame,
    closed: pl.DataFrame,
    known: pl.DataFrame,
    valid_from: date,
    accept: bool,
) -> None:
    later = closed.filter(pl.col("since") >= valid_from)
    if not later.is_empty():
        code, since = later[0, "code"], later[0, "since"]
        raise EditionOlder(valid_from=valid_from, code=code, known_from=since)
    vanished = closed.join(opened, on="code", how="anti").height
    if vanished > MOST_CLOSED * known.height and not accept:
        raise ListRefused(
            reason=f"it would end {vanished} of the {known.height} divisions in force; if the file "
            "is complete, repeat with --accept-closures"
        )


def _check_parents(rows: pl.DataFrame, scheme: Scheme) -> None:
    """Every division's parent is in the list, or in force in the table."""
    code = pl.col("code")
    whole = rows.with_columns(parent_code=parents(code, levels(code)))
    whole = whole.filter(pl.col("parent_code") != "")
    orphans = whole.join(rows, left_on="parent_code", right_on="code", how="anti")
    if orphans.is_empty():
        return
    present = _known(scheme, "").filter("open")
    orphans = orphans.join(present, left_on="parent_code", right_on="code", how="anti")
    if not orphans.is_empty():
        code, parent = orphans.row(0, named=True)["code"], orphans.row(0, named=True)["parent_code"]
        raise ListRefused(reason=f"division {code} lies in {parent}, which no list names")


def _close(codes: list[str], scheme: Scheme, on: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE regions_division SET during = daterange(lower(during), %s) "
            "WHERE scheme = %s AND code = ANY(%s) AND upper_inf(during)",
            [on, scheme.value, codes],
        )


def _open(
    rows: pl.DataFrame,
    *,
    scheme: Scheme,
    source: str,
    since: date | None,
    on_progress: Progress | None,
) -> None:
    """Write the rows by COPY, slice by slice."""
    if rows.is_empty():
        return
    during = f"[{since or ''},)"
    whole = ready(rows).with_columns(
        scheme=pl.lit(scheme.value), during=pl.lit(during), source=pl.lit(source)
    )
    if whole.height > BULK:
        with _indexes_made_last():
            _copy(whole, on_progress)
    else:
        _copy(whole, on_progress)


def _copy(whole: pl.DataFrame, on_progress: Progress | None) -> None:
    columns = ", ".join(whole.columns)
    statement = (
        f"COPY regions_division ({columns}) FROM STDIN (FORMAT csv, FORCE_NOT_NULL "
        "(initials, parent_code, urban_rural))"
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for start in range(0, whole.height, ROWS_A_SLICE):
            part = whole.slice(start, ROWS_A_SLICE)
            copy.write(part.write_csv(include_header=False).encode())
            if on_progress:
                on_progress(start + part.height, whole.height)


@contextmanager
def _indexes_made_last() -> Iterator[None]:
    """Take indexes and exclusion constraint off for the block: making them once is faster.

    All inside the load's transaction, so that a load cut short leaves them as they were. Who reads
    divisions meanwhile waits.
    """
    exclusions = [c for c in Division._meta.constraints if isinstance(c, ExclusionConstraint)]
    indexes = Division._meta.indexes
    with connection.schema_editor() as editor:
        for exclusion in exclusions:
            editor.remove_constraint(Division, exclusion)
        for index in indexes:
            editor.remove_index(Division, index)
    yield
    with connection.schema_editor() as editor:
        for index in indexes:
            editor.add_index(Division, index)
        for exclusion in exclusions:
            editor.add_constraint(Division, exclusion)


def _record(summary: LoadSummary, *, scheme: Scheme, prefix: str, valid_from: date | None) -> None:
    """Note a load that changed something; the new number makes every process read afresh."""
    if summary.opened or summary.closed:
        Edition.objects.create(
            scheme=scheme.value,
            source=summary.source,
            prefix=prefix,
            valid_from=valid_from,
            loaded_at=timezone.now(),
            opened=summary.opened,
            closed=summary.closed,
        )
