"""What a batch keeps beside the database: the file as it came, and its rows as they were read.

`SHOUWANG_DATA/intake/<database>/batch-<number>/` holds `upload.sealed`, the file itself, encrypted
(see kernel.crypto.files), which stays as evidence; `part-*.parquet`, the rows between check and
merge; and `findings.parquet`. Sensitive columns of the rows are sealed for the column of the
registry that they are on their way to, or are digests only. Names are in the clear, as they are in
the database: only the server's account may read the directory.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db import connection

from shouwang.kernel.crypto import files
from shouwang.kernel.crypto.sealing import SealBroken
from shouwang.kernel.errors import ShouwangError
from shouwang.watch.intake.errors import FileGone
from shouwang.watch.intake.models import ImportBatch

_UPLOAD, _FINDINGS = "upload.sealed", "findings.parquet"


class EvidenceBroken(ShouwangError):
    """批次 {batch} 的原始文件已损坏或被改动，不能读取。"""


def root() -> Path:
    """Where the batches of this database lie."""
    database = str(connection.settings_dict["NAME"])  # batches of two databases share no number
    return Path(settings.DATA) / "intake" / database


def directory(batch: ImportBatch) -> Path:
    """The batch's directory, made when it is not there yet."""
    path = root() / f"batch-{batch.pk}"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def keep(batch: ImportBatch, path: Path) -> None:
    """Seal the uploaded file into the batch's directory; whole or not at all."""
    with path.open("rb") as plain:
        files.write(directory(batch) / _UPLOAD, files.pieces(plain), _bound(batch.pk))


@contextlib.contextmanager
def opened(batch: ImportBatch) -> Iterator[Path]:
    """The file as it came, under its own ending, for the time of the block.

    Raises FileGone, or EvidenceBroken when it was tampered with.
    """
    source = directory(batch) / _UPLOAD
    if not source.exists():
        raise FileGone
    ending = Path(batch.file_name).suffix.lower()[:6]
    with tempfile.TemporaryDirectory(prefix=".open-", dir=directory(batch)) as folder:
        path = Path(folder) / f"upload{ending}"
        with path.open("wb") as plain:
            plain.writelines(_plain(source, batch))
        yield path


def renew() -> int:
    """Encrypt anew the files that another key or cipher made; returns how many."""
    return sum(
        files.renew(source, _bound(int(source.parent.name.removeprefix("batch-"))))
        for source in sorted(root().glob(f"batch-*/{_UPLOAD}"))
    )


def waiting() -> int:
    """How many batches have rows between check and merge, sealed with the key of their day."""
    return len({path.parent for path in root().glob("batch-*/part-*.parquet")})


def write_part(batch: ImportBatch, number: int, rows: pl.DataFrame) -> None:
    """Keep the rows of one piece of the file."""
    path = directory(batch) / f"part-{number:05}.parquet"
    rows.write_parquet(path, compression="lz4")
    path.chmod(0o600)


def parts(batch: ImportBatch) -> list[Path]:
    """The kept rows in their order. Raises FileGone when they are not there any more."""
    found = sorted(directory(batch).glob("part-*.parquet"))
    if not found:
        raise FileGone
    return found


def write_findings(batch: ImportBatch, findings: pl.DataFrame) -> None:
    """Keep every finding, for the report."""
    path = directory(batch) / _FINDINGS
    findings.write_parquet(path)
    path.chmod(0o600)


def findings(batch: ImportBatch) -> pl.DataFrame:
    """Every finding of the batch. Raises FileGone."""
    path = directory(batch) / _FINDINGS
    if not path.exists():
        raise FileGone
    return pl.read_parquet(path)


def clear(batch: ImportBatch) -> None:
    """Remove rows and whatever an attempt that was cut off left; the file and findings stay."""
    discard_opened(batch)
    for left in ("part-*", f"{files.PARTIAL}*"):
        for path in directory(batch).glob(left):
            path.unlink()


def discard_opened(batch: ImportBatch) -> None:
    """Remove the file in the clear that a process killed while reading has left."""
    for path in directory(batch).glob(".open-*"):
        shutil.rmtree(path, ignore_errors=True)


def _plain(source: Path, batch: ImportBatch) -> Iterator[bytes]:
    try:
        yield from files.read(source, _bound(batch.pk))
    except SealBroken as error:
        raise EvidenceBroken(batch=batch.pk) from error


def _bound(number: int) -> str:
    """A file opens only as that of its own batch."""
    return f"intake_batch.upload:{number}"
