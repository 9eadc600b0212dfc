"""The temporary tables in which a batch is compared with the registry, and how rows get there.

`staged` holds the rows as they were read, numbered `n` from 1 over the whole file. Identity numbers
are there as blind indexes; what the registry keeps encrypted is encrypted already.
"""

import io
from collections.abc import Callable, Iterable
from pathlib import Path

import polars as pl
from django.db import connection

from shouwang.watch.intake.layouts import Kind, Layout

Progress = Callable[[int], None]
_TYPES = {
    Kind.TEXT: "text",
    Kind.DAY: "date",
    Kind.MONTH: "date",
    Kind.YUAN: "bigint",
    Kind.INTEGER: "bigint",
    Kind.DECIMAL: "numeric(14,2)",
    Kind.CODE: "text",
    Kind.REGION: "text",
    Kind.TRUTH: "boolean",
}
SEALED = {Kind.IDENTITY, Kind.TELEPHONE, Kind.DISABILITY_NUMBER}
# what `staging` adds to the layout's own columns
ADDED = {
    "identity": "bytea",
    "identity_index": "bytea",
    "identity_tail": "text",
    "telephone": "bytea",
    "telephone_tail": "text",
    "disability_number": "bytea",
    "disability_grade": "int",
    "initials": "text",
    "identity_birth": "date",
}
SLICE = 50_000


def columns(layout: Layout) -> dict[str, str]:
    """The columns of `staged` for a layout, with their types, in order."""
    plain = {c.name: _TYPES[c.kind] for c in layout.columns if c.kind not in SEALED}
    return {"n": "int", "sheet": "text", "row": "int", "refused": "boolean", **plain, **ADDED}


def make(layout: Layout, parts: Iterable[Path], done: Progress = lambda rows: None) -> int:
    """Fill `staged` with the kept rows and make the other tables; returns the number of rows."""
    wanted = columns(layout)
    typed = ", ".join(f'"{name}" {kind}' for name, kind in wanted.items())
    rows = 0
    with connection.cursor() as cursor:
        cursor.execute(_DROP)
        cursor.execute(f"CREATE TEMP TABLE staged ({typed}) ON COMMIT DROP")
        cursor.execute(_OTHERS)
        for path in parts:
            frame = pl.read_parquet(path, columns=list(wanted))
            copy("staged", frame)
            rows += frame.height
            done(rows)
        cursor.execute("ANALYZE staged")
    return rows


def copy(table: str, frame: pl.DataFrame) -> None:
    """Append a frame to a temporary table; its columns are the table's."""
    names = ", ".join(f'"{name}"' for name in frame.columns)
    binary = [name for name, kind in frame.schema.items() if kind == pl.Binary]
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT csv)") as rows,
    ):
        for part in frame.iter_slices(SLICE):
            written = part.with_columns(
                (pl.lit("\\x") + pl.col(name).bin.encode("hex")).alias(name) for name in binary
            )
            buffer = io.BytesIO()
            written.write_csv(buffer, include_header=False)
            rows.write(buffer.getbuffer())


_DROP = "DROP TABLE IF EXISTS pg_temp.staged, pg_temp.matched, pg_temp.finding, pg_temp.found,\
 pg_temp.difference, pg_temp.known, pg_temp.outside, pg_temp.born, pg_temp.touched,\
 pg_temp.amended, pg_temp.left_behind, pg_temp.heads"
_OTHERS = """
CREATE TEMP TABLE finding (n int, "column" text, code text, reason text, weight text)
    ON COMMIT DROP;
CREATE TEMP TABLE found (n int, target text, verdict text, existing bigint) ON COMMIT DROP;
CREATE TEMP TABLE difference (n int, household_id bigint, person_id bigint, field text,
    before text, after text, sealed_before bytea, sealed_after bytea) ON COMMIT DROP;
CREATE TEMP TABLE left_behind (n int, household_id bigint, region_code varchar, person_id bigint)
    ON COMMIT DROP
"""
