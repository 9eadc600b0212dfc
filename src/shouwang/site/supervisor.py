"""Keeps the processes of both sites alive: web servers and workers, over one database.

A child that dies is started again; a database that dies is started again and recovers by itself.
Children end with us even when we are killed, so that the next start finds the port free: Linux
tells them, and the web server's own workers watch it (`orphans.py`).
"""

import contextlib
import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from shouwang.kernel.errors import ShouwangError
from shouwang.site.postgres import Cluster
from shouwang.site.postgres_programs import PostgresRefused

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 15.0
RESTART_PAUSE = 2.0


class AlreadyRunning(ShouwangError):
    """Another Shouwang uses the data directory."""


class PortTaken(ShouwangError):
    """Another program listens on the port."""


@contextlib.contextmanager
def sole_instance(data: Path) -> Iterator[None]:
    """Hold the data directory for this process; a second one is refused with a sentence."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "instance.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise AlreadyRunning(
                f"Another Shouwang (process {lock.read().strip() or 'unknown'}) is using {data}: "
                "stop it first, or name another directory with SHOUWANG_DATA and another PORT."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def check_port(address: str, port: int) -> None:
    """Raise PortTaken with a sentence when nothing can listen on the port."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise PortTaken(
                f"Port {port} on {address} cannot be used ({error.strerror}): "
                f"stop the program that has it, or name another, as in PORT={port + 1} make run."
            ) from error


@dataclass
class Child:
    """One process to keep alive; one that `waits` is started when the sites answer."""

    name: str
    command: list[str]
    environment: dict[str, str]
    waits: bool = False
    process: "subprocess.Popen[bytes] | None" = field(default=None)

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches us alone; we end them in order
            preexec_fn=die_with_parent if sys.platform == "linux" else None,
        )

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def clear_away(self) -> None:
        """End what the dead child left behind in its process group, such as its own workers."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()  # an interrupt would trace back out of imports

    def wait_or_kill(self, deadline: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.clear_away()


def die_with_parent() -> None:
    """Run in a child before its program: Linux ends it with the process that started it."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def watch_site(address: str, port: int, workers: int) -> list[Child]:
    """The children of the watch site: granian and the procrastinate worker, as the watch role."""
    environment = {"SHOUWANG_ROLE": "watch", "DJANGO_SETTINGS_MODULE": "shouwang.site.settings"}
    worker = [
        sys.executable, "-m", "shouwang.site.manage", "procrastinate", "worker",
        "--concurrency", "1", "--shutdown-graceful-timeout", "10",
    ]  # fmt: skip
    return [
        Child("web server", _granian(address, port, workers), environment),
        Child("worker", worker, environment, waits=True),
    ]


def market_site(address: str, port: int, workers: int) -> list[Child]:
    """The children of the market site: granian and the clockwork, as the market role."""
    environment = {
        "SHOUWANG_ROLE": "market",
        "DJANGO_SETTINGS_MODULE": "shouwang.site.settings_market",
    }
    clockwork = [sys.executable, "-m", "shouwang.site.clockwork"]
    return [
        Child("market's web server", _granian(address, port, workers), environment),
        Child("market's clockwork", clockwork, environment, waits=True),
    ]


def _granian(address: str, port: int, workers: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", address,
        "--port", str(port), "--workers", str(workers), "--blocking-threads", "4",
        "--workers-kill-timeout", "10", "--respawn-failed-workers", "--no-ws", "--log-level",
        "warning", "shouwang.site.wsgi:application",
    ]  # fmt: skip


def keep_alive(
    children: list[Child],
    cluster: Cluster | None,
    say: Callable[[str], None],
    *,
    ready: Callable[[], bool],
    welcome: Callable[[], None],
) -> None:
    """Run the children until a signal; start again what dies. Returns after all have stopped.

    `welcome` is called once, when `ready` says that the sites answer.
    """
    stopping = _stop_on_signals()
    waiting = [child for child in children if child.waits]
    welcomed = False
    try:
        for child in children:
            if not child.waits:
                child.start()
        while not stopping:
            if not welcomed and ready():
                while waiting:
                    waiting.pop(0).start()
                welcome()
                welcomed = True
            time.sleep(0.2)
            _revive(children, cluster, say)
    finally:
        for child in children:
            child.ask_to_stop()
        deadline = time.monotonic() + GRACE_SECONDS
        for child in children:
            child.wait_or_kill(deadline)


def answers(address: str, port: int) -> bool:
    """Whether something listens on the port."""
    with contextlib.suppress(OSError), socket.create_connection((address, port), timeout=1):
        return True
    return False


def _stop_on_signals() -> list[int]:
    received: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda caught, _frame: received.append(caught))
    return received


def _revive(children: list[Child], cluster: Cluster | None, say: Callable[[str], None]) -> None:
    if cluster is not None and not cluster.is_running():
        say("the database stopped; starting it again")
        try:
            cluster.ensure_started()
        except PostgresRefused as error:
            say(str(error))
    for child in children:
        if child.has_died():
            code = child.process.returncode if child.process else None
            say(f"the {child.name} ended ({code}); starting it again")
            child.clear_away()
            time.sleep(RESTART_PAUSE)
            child.start()
