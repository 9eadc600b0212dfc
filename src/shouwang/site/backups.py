"""Backup and restore: one file with the database, the keys of its encrypted fields, and its proof.

The proof is a count and an order-independent hash of every table's rows, taken in the same snapshot
as the dump. A restore goes into a database beside the present one, is compared with the proof, and
only then takes its place: cut off anywhere, the present database is untouched.
"""

import contextlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from shouwang.kernel.crypto import keyring
from shouwang.kernel.errors import ShouwangError
from shouwang.site import database
from shouwang.site.postgres import binaries

FORMAT = 1
Proof = dict[str, list[int]]


class BackupRefused(ShouwangError):
    """The backup cannot be made or restored."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a backup holds: tables, their rows together, and the file's bytes."""

    tables: int
    rows: int
    size: int


def write(at: database.Place, data: Path, file: Path) -> Summary:
    """Write the backup; the file appears whole or not at all. Raises BackupRefused."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(file.name + ".partial")
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
        room = Path(folder)
        proof = _dump(at, room / "database.dump")
        (room / "manifest.json").write_text(json.dumps({"format": FORMAT, "tables": proof}))
        shutil.copyfile(data / "keys.json", room / "keys.json")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as target, tarfile.open(fileobj=target, mode="w") as tar:
            for name in ("manifest.json", "keys.json", "database.dump"):
                tar.add(room / name, arcname=name)
    partial.rename(file)
    return _summary(proof, file)


def read(at: database.Place, data: Path, file: Path, *, replace: bool) -> Summary:
    """Restore a backup and prove it equal; raises BackupRefused and leaves all as it was."""
    if not replace and _holds_people(at):
        raise BackupRefused(
            "This database already holds accounts: restore into an empty one (another "
            "SHOUWANG_DATA), or add --replace to throw its contents away."
        )
    with tempfile.TemporaryDirectory(dir=data, prefix=".restore-") as folder:
        room = Path(folder)
        proof = _unpack(file, room)
        aside = at.administrator["dbname"] + "_restoring"
        _load_aside(at, aside, room / "database.dump")
        with psycopg.connect(**{**at.administrator, "dbname": aside}) as connection:
            found = _proof(connection)
        if found != proof:
            raise BackupRefused(
                f"The restored data differ from the backup: {_differences(proof, found)}."
            )
        keyring.save(data / "keys.restored.json", keyring.load(room / "keys.json"))
        _take_place(at, aside)
        _keep_keys(data)
    return _summary(proof, file)


def _dump(at: database.Place, target: Path) -> Proof:
    """pg_dump and the proof in one snapshot."""
    with psycopg.connect(**at.administrator) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        _run(at, "pg_dump", "--format=custom", "--compress=zstd:3", f"--snapshot={row[0]}",
             f"--file={target}")  # fmt: skip
        return _proof(connection)


def _proof(connection: psycopg.Connection) -> Proof:
    """Rows and hash of every table of the schema, in any order of rows."""
    connection.execute("SET timezone = 'UTC'; SET datestyle = 'ISO'; SET extra_float_digits = 1")
    names = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    ).fetchall()
    proof: Proof = {}
    for (name,) in names:
        row = connection.execute(
            sql.SQL(
                "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM {} t"
            ).format(sql.Identifier(name))
        ).fetchone()
        assert row is not None
        proof[name] = [int(row[0]), int(row[1])]
    return proof


def _unpack(file: Path, room: Path) -> Proof:
    try:
        with tarfile.open(file) as tar:
            for name in ("manifest.json", "keys.json", "database.dump"):
                tar.extract(name, room, filter="data")
        os.chmod(room / "keys.json", 0o600)
        manifest = json.loads((room / "manifest.json").read_text())
    except (tarfile.TarError, KeyError, ValueError) as error:
        raise BackupRefused(
            f"{file} is not a backup of Shouwang, or is cut short: {error}"
        ) from error
    if manifest.get("format") != FORMAT:
        raise BackupRefused(f"{file} has format {manifest.get('format')}; this is for {FORMAT}.")
    tables: Proof = manifest["tables"]
    return tables


def _load_aside(at: database.Place, aside: str, dump: Path) -> None:
    with _server(at) as server:
        server.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(aside))
        )
    beside = database.Place({**at.administrator, "dbname": aside}, at.passwords, at.cluster)
    database.prepare(beside)
    _run(beside, "pg_restore", "--exit-on-error", "--jobs=2", f"--dbname={aside}", str(dump))


def _take_place(at: database.Place, aside: str) -> None:
    """The restored database becomes the database, in one transaction of two renames."""
    wanted, old = at.administrator["dbname"], at.administrator["dbname"] + "_replaced"
    with _server(at) as server:
        server.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(old))
        )
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY(%s)",
            [[wanted, aside]],
        )
        with server.transaction():
            for name, new in ((wanted, old), (aside, wanted)):
                server.execute(
                    sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                        sql.Identifier(name), sql.Identifier(new)
                    )
                )
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(old)))


def _keep_keys(data: Path) -> None:
    keys = data / "keys.json"
    if keys.exists():
        keys.replace(data / "keys.before-restore.json")
    (data / "keys.restored.json").replace(keys)


def _holds_people(at: database.Place) -> bool:
    try:
        with psycopg.connect(**at.administrator) as connection:
            found = connection.execute("SELECT EXISTS (SELECT 1 FROM people_account)").fetchone()
            return bool(found and found[0])
    except (psycopg.errors.UndefinedTable, psycopg.OperationalError):
        return False


@contextlib.contextmanager
def _server(at: database.Place) -> Iterator[psycopg.Connection]:
    with psycopg.connect(
        **{**at.administrator, "dbname": "postgres"}, autocommit=True
    ) as connection:
        yield connection


def _run(at: database.Place, program: str, *arguments: str) -> None:
    done = subprocess.run(
        [str(binaries() / program), *arguments],
        env={**os.environ, **_libpq(at.administrator)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupRefused(f"{program} failed: {done.stderr.strip()}")


def _libpq(administrator: Mapping[str, str]) -> dict[str, str]:
    names = {"host": "PGHOST", "port": "PGPORT", "dbname": "PGDATABASE", "user": "PGUSER",
             "password": "PGPASSWORD", "sslmode": "PGSSLMODE"}  # fmt: skip
    return {names[key]: value for key, value in administrator.items() if key in names}


def _differences(wanted: Proof, found: Proof) -> str:
    names = sorted(n for n in wanted.keys() | found.keys() if wanted.get(n) != found.get(n))
    return ", ".join(names[:5])


def _summary(proof: Proof, file: Path) -> Summary:
    return Summary(len(proof), sum(rows for rows, _ in proof.values()), file.stat().st_size)
