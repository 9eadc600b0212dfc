"""The market's processes beside a test of the watch: one process is one site."""

import contextlib
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

from django.db import connections

from tests.integration.site.installation import free_port

PATIENCE = 120


def environment() -> dict[str, str]:
    """What a process of the market needs to work on this test's database."""
    return {
        **os.environ,
        "SHOUWANG_TEST_DATABASE": str(connections["default"].settings_dict["NAME"]),
        "DJANGO_SETTINGS_MODULE": "tests.settings_market_child",
    }


@contextlib.contextmanager
def serving_market() -> Iterator[str]:
    """The market's address, its web server and its clockwork running."""
    port = free_port()
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", "1", "--no-ws", "--log-level", "warning",
        "shouwang.site.wsgi:application",
    ]  # fmt: skip
    clockwork = [sys.executable, "-m", "shouwang.site.clockwork"]
    with _running(web) as server, _running(clockwork):
        address = f"http://127.0.0.1:{port}"
        _wait(server, address)
        yield address


@contextlib.contextmanager
def _running(command: list[str]) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(command, env=environment(), stdin=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(process: "subprocess.Popen[bytes]", address: str) -> None:
    """Until the site answers."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, "the market's web server ended"
        with contextlib.suppress(OSError), opener.open(f"{address}/members/log-in/", timeout=10):
            return
        time.sleep(0.3)
    raise AssertionError("the market does not answer")


def act(*words: str) -> str:
    """Something that happens on the market, done by its own role; what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.market_acts", *words],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
