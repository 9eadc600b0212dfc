"""The bundled PostgreSQL: made, started, shared by several processes, stopped by the last.

The server listens on a Unix socket only, with passwords. A crash needs nothing from us: the next
start replays the write-ahead log.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

import psutil

from shouwang.site.postgres_programs import (
    PostgresRefused,
    binaries,
    bundled_major,
    open_path,
    own,
    reason,
    run_as_server,
    server_account,
    unicode_ctype,
)

if TYPE_CHECKING:
    import subprocess

SUPERUSER = "postgres"
ENOUGH_TO_MAKE = 600 * 1024 * 1024
ENOUGH_TO_START = 64 * 1024 * 1024  # below this PostgreSQL cannot even write its log ahead
SOCKET_PATH_LIMIT = 90  # bytes; the system allows 107 with the socket's own name
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._+-]+")
UNUSABLE_IN_PATHS = set('"$`\\\n\r')  # PostgreSQL's own tools hand the path to a shell
START_SECONDS = 120.0
LEAST_SHARED_MIB, MOST_SHARED_MIB = 128, 1024

CONFIGURATION = """
# Written by Shouwang when the cluster was made.
listen_addresses = ''
max_connections = 60
shared_buffers = {shared_buffers}MB
work_mem = 32MB
maintenance_work_mem = 256MB
max_wal_size = 2GB
wal_level = minimal
max_wal_senders = 0
jit = off
timezone = 'Asia/Shanghai'
log_timezone = 'Asia/Shanghai'
"""


def _shared_mib() -> int:
    """A sixteenth of the machine's memory for pages that sessions share, within bounds."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min(max(memory // 16 // 2**20, LEAST_SHARED_MIB), MOST_SHARED_MIB)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A PostgreSQL cluster in `directory`, whose superuser has `password`."""

    directory: Path
    password: str

    @property
    def socket_directory(self) -> Path:
        """Where the server's socket lies: beside the data, if such a path can hold a socket.

        Otherwise in a directory under /tmp, which every process of this data directory works out
        alike, whatever its TMPDIR.
        """
        path = os.fsencode(self.directory)
        if len(path) < SOCKET_PATH_LIMIT and PLAIN_PATH.fullmatch(str(self.directory)):
            return self.directory
        return Path("/tmp") / f"shouwang-{hashlib.sha256(path).hexdigest()[:16]}"

    @property
    def version_file(self) -> Path:
        return self.directory / "PG_VERSION"

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Keep the server running inside the block; whoever leaves last stops it."""
        self.directory.parent.mkdir(parents=True, exist_ok=True)
        with (self.directory.parent / "postgres.users").open("a") as users:
            try:
                with self._start_lock():
                    fcntl.flock(users, fcntl.LOCK_SH)
                    self._prepare()
                    self._start()
                yield
            finally:
                with self._start_lock():
                    self._stop_if_last(users)

    def ensure_started(self) -> None:
        """Start the server again after it died under us."""
        with self._start_lock():
            self._start()

    def is_running(self) -> bool:
        """Whether a server answers for this directory."""
        return self._postmaster() is not None

    def _postmaster(self) -> psutil.Process | None:
        """The server's process; a number left over from before a crash is not mistaken for it."""
        try:
            lines = (self.directory / "postmaster.pid").read_text().splitlines()
            process = psutil.Process(int(lines[0]))
            same = process.name() == "postgres" and process.create_time() < int(lines[2]) + 60
        except (OSError, ValueError, IndexError, psutil.Error):
            return None
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None

    @contextlib.contextmanager
    def _start_lock(self) -> Iterator[None]:
        with (self.directory.parent / "postgres.start").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _prepare(self) -> None:
        self._check_path()
        open_path(binaries())
        if self.version_file.exists():
            self._check_version()
            self._check_space(ENOUGH_TO_START)
            return
        self._check_space(ENOUGH_TO_MAKE)
        if self.directory.exists() and any(self.directory.iterdir()):
            shutil.rmtree(self.directory)  # an initdb that was cut short: it never held data
        self._initialise()

    def _check_path(self) -> None:
        bad = sorted(UNUSABLE_IN_PATHS & set(str(self.directory)))
        if bad:
            raise PostgresRefused(
                f"PostgreSQL cannot use the path {self.directory}, because of {bad[0]!r} in it: "
                "name another data directory with SHOUWANG_DATA."
            )

    def _check_space(self, enough: int) -> None:
        free = shutil.disk_usage(self.directory.parent).free
        if free < enough:
            raise PostgresRefused(
                f"The disk with {self.directory.parent} has {free // 2**20} MB left, and the "
                f"database needs at least {enough // 2**20} MB: free some, or name a "
                "directory on another disk with SHOUWANG_DATA."
            )

    def _check_version(self) -> None:
        found, ours = self.version_file.read_text().strip(), bundled_major()
        if found != ours:
            raise PostgresRefused(
                f"{self.directory} was made by PostgreSQL {found}, and this Shouwang brings "
                f"PostgreSQL {ours}: back up with the Shouwang that made it and restore here, or "
                "name another directory with SHOUWANG_DATA."
            )

    def _initialise(self) -> None:
        making = self.directory.with_name(self.directory.name + ".making")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True, mode=0o700)
        own(making)
        with tempfile.NamedTemporaryFile("w", prefix="shouwang-", suffix=".pw") as secret:
            secret.write(self.password)
            secret.flush()
            own(Path(secret.name))
            done = run_as_server(
                "initdb", "-D", str(making), "-U", SUPERUSER, f"--pwfile={secret.name}",
                "--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8", "--locale=C",
                f"--lc-ctype={unicode_ctype()}",
            )  # fmt: skip
        if done.returncode:
            shutil.rmtree(making, ignore_errors=True)
            raise PostgresRefused(
                f"The database could not be made in {self.directory}: {reason(done.stderr)}"
            )
        with (making / "postgresql.conf").open("a") as configuration:
            configuration.write(CONFIGURATION.format(shared_buffers=_shared_mib()))
        making.rename(self.directory)

    def _start(self) -> None:
        if self.is_running():
            self._await_ready()
            return
        self._forget_stale_lock()
        self._make_socket_directory()
        log = self.directory / "server.log"
        begins = log.stat().st_size if log.exists() else 0
        done = self._pg_ctl(
            "start", "-w", "-t", str(int(START_SECONDS)), "-l", str(log),
            "-o", f"-k {self.socket_directory}",
        )  # fmt: skip
        if done.returncode:
            raise PostgresRefused(
                f"PostgreSQL did not start in {self.directory}: {_log_reason(log, begins)}"
            )

    def _forget_stale_lock(self) -> None:
        """Remove the number of a server that is gone when another process, or its zombie, has it.

        PostgreSQL itself copes with every other left-over file, and needs it to notice backends
        that outlived their server; so it is removed only when no process works in the directory.
        """
        if any(_works_in(self.directory, one) for one in psutil.process_iter()):
            return
        for file in (
            self.directory / "postmaster.pid",
            self.socket_directory / ".s.PGSQL.5432.lock",
        ):
            with contextlib.suppress(OSError, ValueError):
                if psutil.pid_exists(int(file.read_text().split("\n", 1)[0])):
                    file.unlink()

    def _await_ready(self) -> None:
        """Another process started the server and may have been killed while it recovered."""
        deadline = time.monotonic() + START_SECONDS
        while self.is_running() and time.monotonic() < deadline:
            lines = (self.directory / "postmaster.pid").read_text().splitlines()
            if len(lines) > 7 and lines[7].strip() == "ready":
                return
            time.sleep(0.1)
        raise PostgresRefused(f"PostgreSQL in {self.directory} does not become ready: start again.")

    def _stop_if_last(self, users: IO[str]) -> None:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # others still use it
        self._pg_ctl("stop", "-m", "fast", "-w")

    def _pg_ctl(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return run_as_server("pg_ctl", "-D", str(self.directory), *arguments)

    def _make_socket_directory(self) -> None:
        open_path(self.directory)
        if self.socket_directory == self.directory:
            return
        wanted = server_account().pw_uid if os.geteuid() == 0 else os.geteuid()
        try:
            self.socket_directory.mkdir(mode=0o700)
            own(self.socket_directory)
        except FileExistsError:
            if self.socket_directory.lstat().st_uid != wanted:
                raise PostgresRefused(
                    f"{self.socket_directory} belongs to somebody else: remove it, or name a "
                    "shorter data directory with SHOUWANG_DATA."
                ) from None


def _works_in(directory: Path, process: psutil.Process) -> bool:
    try:
        return process.name() == "postgres" and Path(process.cwd()) == directory
    except psutil.Error:
        return False


def _log_reason(log: Path, begins: int) -> str:
    """Why the server did not start, from the part of its log that this start wrote."""
    if not log.exists():
        return "it wrote no log"
    with log.open("rb") as file:
        file.seek(begins)
        return reason(file.read().decode(errors="replace"))
