"""Backup and restore: one file with database, keys, encrypted papers and lists, and a proof.

The proof is a count and an order-independent hash of every table's rows, taken in the same snapshot
as the dump. A restore goes into a database beside the present one, is compared with the proof, and
only then takes its place: cut off anywhere, the present database is untouched, or the next command
finishes the exchange of the keys and the files.
"""

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg
from psycopg import conninfo, sql

from shouwang.kernel.crypto import keyring
from shouwang.kernel.errors import ShouwangError
from shouwang.site import backup_files, database
from shouwang.site.postgres_programs import binaries, reason

FORMAT = 1
PARTS = ("manifest.json", "keys.json", "database.dump")
RESTORED_KEYS = "keys.restored.json"
# Forced row security binds all but superusers: without this they would dump empty tables.
EVERYWHERE = "-c shouwang.scope=*"
EXCHANGE_ATTEMPTS = 20
# pg_restore begins by setting what servers know from 17 on.
KNOWS_ALL_SETTINGS = 170_000
UNKNOWN_SETTING = b"SET transaction_timeout = 0;\n"
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
    if file.is_dir():
        raise BackupRefused(f"{file} is a directory: name a file, such as {file / 'county.backup'}")
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
        room = Path(folder)
        proof = _dump(at, room / "database.dump")
        (room / "manifest.json").write_text(json.dumps({"format": FORMAT, "tables": proof}))
        shutil.copyfile(data / "keys.json", room / "keys.json")
        whole = room / "whole"
        descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "wb") as target:
            with tarfile.open(fileobj=target, mode="w") as tar:
                for name in PARTS:
                    tar.add(room / name, arcname=name)
                count = backup_files.add(tar, data, at.administrator["dbname"])
                (room / backup_files.COUNTED).write_text(json.dumps(count))
                tar.add(room / backup_files.COUNTED, arcname=backup_files.COUNTED)
            target.flush()
            os.fsync(target.fileno())
        whole.rename(file)
    return _summary(proof, file)


def read(at: database.Place, data: Path, file: Path, *, replace: bool) -> Summary:
    """Restore a backup and prove it equal; raises BackupRefused and leaves all as it was.

    Nothing else may use the data directory meanwhile: its processes would keep the old keys.
    """
    if not replace and _holds_rows(at):
        raise BackupRefused(
            "This database already holds accounts or households: restore into an empty one "
            "(another SHOUWANG_DATA), or add --replace to throw its contents away."
        )
    clear_leftovers(at)
    backup_files.forget(data)  # of a restore that was cut off
    with tempfile.TemporaryDirectory(dir=data, prefix=".restore-") as folder:
        proof = _unpack(file, Path(folder))
        try:
            aside = _load_aside(at, Path(folder) / "database.dump", proof)
            backup_files.set_aside(Path(folder), data)
            shutil.copy(Path(folder) / "keys.json", data / RESTORED_KEYS)
            _take_place(at, aside, _digest(data / RESTORED_KEYS))
            finish_interrupted(at, data)
        finally:
            (data / RESTORED_KEYS).unlink(missing_ok=True)
            backup_files.forget(data)
            clear_leftovers(at)
    return _summary(proof, file)


def is_interrupted(data: Path) -> bool:
    """Whether a restore was cut off between loading the database and exchanging the keys."""
    return (data / RESTORED_KEYS).exists()


def finish_interrupted(at: database.Place, data: Path) -> None:
    """Exchange the keys when the restored database is in place; else forget the restored ones."""
    if not is_interrupted(data):
        return
    restored, keys = data / RESTORED_KEYS, data / "keys.json"
    with _server(at) as server:
        row = server.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [at.administrator["dbname"]],
        ).fetchone()
    if row and row[0] == _digest(restored):
        backup_files.put_in_place(data, at.administrator["dbname"])
        if keys.exists():
            shutil.copy(keys, data / "keys.before-restore.json")
        restored.replace(keys)
    restored.unlink(missing_ok=True)


def clear_leftovers(at: database.Place) -> None:
    """Drop the databases that a restore which was cut off left beside the present one."""
    with _server(at) as server:
        for name in _beside(at):
            server.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


def _beside(at: database.Place) -> tuple[str, str]:
    name = at.administrator["dbname"]
    return f"{name}_restoring", f"{name}_replaced"


def _dump(at: database.Place, target: Path) -> Proof:
    """pg_dump and the proof in one snapshot."""
    with database.connect(_everywhere(at)) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        _run(at, "pg_dump", "--format=custom", "--compress=gzip:3", "--enable-row-security",
             f"--snapshot={row[0]}", f"--file={target}")  # fmt: skip
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
    """The parts of the file, each looked at before anything is touched."""
    try:
        with tarfile.open(file) as tar:
            for name in PARTS:
                tar.extract(name, room, filter="data")
            backup_files.extract(tar, room)
        os.chmod(room / "keys.json", 0o600)
        keyring.load(room / "keys.json")
        manifest = json.loads((room / "manifest.json").read_text())
        found, tables = manifest["format"], manifest["tables"]
    except (
        tarfile.TarError, KeyError, ValueError, TypeError, EOFError, keyring.KeyringUnreadable
    ) as error:  # fmt: skip
        raise BackupRefused(
            f"{file} is not a backup of Shouwang, or is cut short ({error}); nothing was changed."
        ) from error
    if found != FORMAT:
        raise BackupRefused(f"{file} has format {found}; this Shouwang reads format {FORMAT}.")
    proof: Proof = tables
    return proof


def _load_aside(at: database.Place, dump: Path, proof: Proof) -> str:
    """Load the dump into a database beside the present one, and compare; returns its name."""
    aside, _ = _beside(at)
    beside = database.Place({**at.administrator, "dbname": aside}, at.passwords, at.cluster)
    database.prepare(beside)
    _restore(beside, dump)
    with database.connect(_everywhere(beside)) as connection:
        found = _proof(connection)
    if found != proof:
        raise BackupRefused(
            f"The restored data differ from the backup: {_differences(proof, found)}."
        )
    return aside


def _take_place(at: database.Place, aside: str, mark: str) -> None:
    """The restored database becomes the database, in one transaction of two renames.

    Its comment is the digest of its keys, by which a cut-off exchange is finished later.
    """
    wanted, (_, old) = at.administrator["dbname"], _beside(at)
    with _server(at) as server:
        _name(server, "COMMENT ON DATABASE {} IS {}", sql.Identifier(aside), sql.Literal(mark))
        for attempt in range(EXCHANGE_ATTEMPTS):
            server.execute(_END_SESSIONS, [[wanted, aside], list(database.ROLES)])
            try:
                with server.transaction():
                    renames = [(wanted, old)] if _exists(server, wanted) else []
                    for name, new in [*renames, (aside, wanted)]:
                        _name(server, "ALTER DATABASE {} RENAME TO {}",
                              sql.Identifier(name), sql.Identifier(new))  # fmt: skip
                return
            except psycopg.errors.ObjectInUse:
                if attempt == EXCHANGE_ATTEMPTS - 1:
                    raise
                time.sleep(0.5)  # an ended session takes a moment to go, or somebody came back


def _exists(server: psycopg.Connection, name: str) -> bool:
    row = server.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone()
    return row is not None


_END_SESSIONS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = ANY(%s) AND pid <> pg_backend_pid()
  AND (usename = current_user OR usename = ANY(%s))
"""


def _name(server: psycopg.Connection, statement: str, *parts: sql.Composable) -> None:
    server.execute(sql.SQL(statement).format(*parts))


def _holds_rows(at: database.Place) -> bool:
    try:
        with database.connect(_everywhere(at)) as connection:
            for table in ("people_account", "registry_household"):
                found = connection.execute(
                    sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(table))
                ).fetchone()
                if found and found[0]:
                    return True
    except psycopg.errors.UndefinedTable:
        return False
    except psycopg.OperationalError as error:
        if "does not exist" not in str(error):
            raise
    return False


@contextlib.contextmanager
def _server(at: database.Place) -> Iterator[psycopg.Connection]:
    parameters = {**at.administrator, "dbname": "postgres"}
    with database.connect(parameters, autocommit=True) as connection:
        yield connection


def _everywhere(at: database.Place) -> dict[str, str]:
    options = f"{at.administrator.get('options', '')} {EVERYWHERE}".strip()
    return {**at.administrator, "options": options}


def _target(at: database.Place) -> str:
    """The database for PostgreSQL's programs, all but the password."""
    known = {key: value for key, value in _everywhere(at).items() if key != "password"}
    return conninfo.make_conninfo("", **known)


def _run(at: database.Place, program: str, *arguments: str) -> None:
    done = subprocess.run(
        [str(binaries() / program), f"--dbname={_target(at)}", *arguments],
        env={**os.environ, "LC_ALL": "C", "PGPASSWORD": at.administrator.get("password", "")},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupRefused(f"{program} failed, nothing was changed: {reason(done.stderr)}")


def _restore(at: database.Place, dump: Path) -> None:
    with database.connect(_everywhere(at)) as connection:
        version = connection.info.server_version
    if version >= KNOWS_ALL_SETTINGS:
        _run(at, "pg_restore", "--exit-on-error", "--enable-row-security", "--jobs=2", str(dump))
    else:
        restore_by_script(at, dump)


def restore_by_script(at: database.Place, dump: Path) -> None:
    """For a server before 17: pg_restore's script through psql, without the line it cannot read.

    One stream, so slower than pg_restore itself. Raises BackupRefused.
    """
    programs = {**os.environ, "LC_ALL": "C", "PGPASSWORD": at.administrator.get("password", "")}
    written = [str(binaries() / "pg_restore"), "--enable-row-security", "--file=-", str(dump)]
    read = [str(binaries() / "psql"), f"--dbname={_target(at)}", "--no-psqlrc", "--quiet",
            "--set=ON_ERROR_STOP=1", "--output=/dev/null"]  # fmt: skip
    with (
        tempfile.TemporaryFile("w+") as said,
        subprocess.Popen(written, stdout=subprocess.PIPE, stderr=said) as source,
        subprocess.Popen(read, stdin=subprocess.PIPE, stderr=said, env=programs) as target,
    ):
        assert source.stdout is not None
        assert target.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            _copy_script(source.stdout, target.stdin)
        source.stdout.close()
        if target.wait() or source.wait():
            said.seek(0)
            raise BackupRefused(f"psql failed, nothing was changed: {reason(said.read())}")


def _copy_script(source: IO[bytes], target: IO[bytes]) -> None:
    """Everything but the unknown setting, which stands above the first data."""
    for line in source:
        if line != UNKNOWN_SETTING:
            target.write(line)
        if line.startswith(b"COPY "):
            break
    shutil.copyfileobj(source, target)
    target.close()


def _digest(file: Path) -> str:
    return "keys " + hashlib.sha256(file.read_bytes()).hexdigest()


def _differences(wanted: Proof, found: Proof) -> str:
    names = sorted(n for n in wanted.keys() | found.keys() if wanted.get(n) != found.get(n))
    return ", ".join(names[:5])


def _summary(proof: Proof, file: Path) -> Summary:
    return Summary(len(proof), sum(rows for rows, _ in proof.values()), file.stat().st_size)
