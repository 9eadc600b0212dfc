"""Tables to disk, part by part; the directory appears only when it is complete."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from shouwang.demo.errors import OutputNotEmpty

FORMATS = ("parquet", "csv")


@contextmanager
def complete_directory(out: Path) -> Iterator[Path]:
    """A working directory beside `out` that takes its name when the block ends well.

    What an interrupted earlier run left in the working directory is cleared away.

    Raises OutputNotEmpty if `out` holds anything.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise OutputNotEmpty(path=out)
    partial = out.with_name(f".{out.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        yield partial
        if out.exists():
            out.rmdir()
        partial.rename(out)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


class PartWriter:
    """Writes successive parts: `NAME/part-00000.parquet`, or one growing `NAME.csv`."""

    def __init__(self, directory: Path, table_format: str) -> None:
        self.directory = directory
        self.table_format = table_format
        self.rows: dict[str, int] = {}
        self._parts = 0

    def write(self, tables: Mapping[str, pl.DataFrame]) -> None:
        """Append one part of every table."""
        for name, table in tables.items():
            if self.table_format == "csv":
                self._append_csv(name, table)
            else:
                folder = self.directory / name
                folder.mkdir(exist_ok=True)
                write_parquet(table, folder / f"part-{self._parts:05d}.parquet")
            self.rows[name] = self.rows.get(name, 0) + table.height
        self._parts += 1

    def _append_csv(self, name: str, table: pl.DataFrame) -> None:
        with (self.directory / f"{name}.csv").open("ab") as file:
            table.write_csv(file, include_header=self._parts == 0)


def write_parquet(table: pl.DataFrame, path: Path) -> None:
    """One Parquet file; the same table gives the same bytes."""
    table.write_parquet(path, compression="zstd", compression_level=1)
