"""One installation in processes of its own: the command on a data directory and a port."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg

PATIENCE = 300.0
_INHERITED = ("PATH", "HOME", "LANG", "TMPDIR")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Installation:
    """A data directory; `run` is the site in the foreground, `do` any other command."""

    data: Path
    port: int = field(default_factory=free_port)
    environment: dict[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()  # what runs the command, such as setpriv
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def log(self) -> Path:
        return self.data.with_name(self.data.name + ".log")

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def variables(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        own = {"SHOUWANG_DATA": str(self.data), "PORT": str(self.port), "SHOUWANG_WORKERS": "1"}
        own["MARKET_PORT"] = "0"  # tests of the market ask for it
        return kept | own | self.environment

    def command(self, *arguments: str) -> list[str]:
        return [*self.before, sys.executable, "-m", "shouwang.site", *arguments]

    def do(self, *arguments: str, timeout: float = 900) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end."""
        return subprocess.run(
            self.command(*arguments),
            env=self.variables(),
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=timeout,
        )

    def run_code(self, code: str) -> "subprocess.CompletedProcess[str]":
        """Run Python code in the installation's environment."""
        return subprocess.run(
            [sys.executable, "-c", code],
            env=self.variables(),
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )

    def begin(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start a command in a process group of its own; what it says goes to the log."""
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self.command(*arguments),
                env=self.variables(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self.process

    def start(self) -> float:
        """Start the empty site and wait until it answers; returns the seconds it took."""
        begun = time.monotonic()
        process = self.begin("run", "--demo=0")
        wait_for(lambda: "is ready after" in self.said() or process.poll() is not None)
        assert process.poll() is None, self.said()
        assert self.answers() == 200
        return time.monotonic() - begun

    def stop(self, number: int = signal.SIGINT) -> int:
        """Send the signal to the supervisor alone; returns its exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def answers(self) -> int:
        """The status of the log-in page."""
        address = f"http://127.0.0.1:{self.port}/account/login/"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(address, timeout=PATIENCE) as response:
            status: int = response.status
            return status

    def supervisor(self) -> psutil.Process:
        assert self.process is not None
        return psutil.Process(self.process.pid)

    def child(self, part: str) -> psutil.Process:
        """The supervisor's child whose command line has the part."""
        found = self.children(part)
        assert len(found) == 1, self.said()
        return found[0]

    def children(self, part: str) -> list[psutil.Process]:
        """The supervisor's children whose command line has the part."""
        found = []
        for one in self.supervisor().children():
            with contextlib.suppress(psutil.Error):
                found += [one] if part in " ".join(one.cmdline()) else []
        return found

    def postmaster(self) -> psutil.Process:
        text = (self.data / "postgres/postmaster.pid").read_text()
        return psutil.Process(int(text.split("\n", 1)[0]))

    def left_over(self) -> list[str]:
        """Command lines of all processes that still belong to this installation."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):  # it may end while it is looked at
                ours = process.environ().get("SHOUWANG_DATA") == str(self.data)
                if ours and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(" ".join(process.cmdline()))
        return found

    def has_ended(self) -> None:
        """Nothing is left running; the last process may need a moment to leave."""
        wait_for(lambda: self.left_over() == [])

    def ask(self, query: str) -> list[tuple]:
        """Ask the running database as its superuser."""
        import json

        from shouwang.site.postgres import SUPERUSER, Cluster

        password = json.loads((self.data / "secrets.json").read_text())["postgres"]
        host = str(Cluster(self.data / "postgres", "").socket_directory)
        parameters = {"host": host, "dbname": "shouwang", "user": SUPERUSER, "password": password}
        with psycopg.connect(**parameters, autocommit=True) as connection:  # type: ignore[arg-type]
            cursor = connection.execute(query)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def clear(self) -> None:
        """End whatever the test left running."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for process in psutil.process_iter():
            try:
                if process.environ().get("SHOUWANG_DATA") == str(self.data):
                    process.kill()
            except psutil.Error:
                continue


def end(*processes: psutil.Process) -> None:
    """Kill each, as far as it has not ended with another."""
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def is_there(process: psutil.Process) -> bool:
    """Whether it still does something: a zombie only waits to be counted."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_for(condition, seconds: float = PATIENCE) -> None:
    """Wait until the condition holds; fails after a long time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
