"""Real processes, killed in the middle: every message in the log once at most, or uncertain."""

import contextlib
import logging
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from tests import factories
from tests.factories_messaging import posted, rows

from shouwang.messaging import operations
from shouwang.messaging.models import Outgoing

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed")]
MESSAGES = 24

# Sends by the console sender into a file; says so and hangs before or after message number AT.
SENDING = """
import logging, sys, time
import django
django.setup()
from shouwang.messaging import operations, senders
from shouwang.messaging.senders.console import Console
path, when, at = sys.argv[1], sys.argv[2], int(sys.argv[3])
logger = logging.getLogger("shouwang.messaging")
logger.setLevel("INFO")
logger.addHandler(logging.FileHandler(path))
count = 0
def hang(moment):
    if (moment, count) == (when, at):
        print("hangs", flush=True)
        time.sleep(600)
class Hanging(Console):
    def send(self, parcel):
        global count
        count += 1
        hang("before")
        receipt = super().send(parcel)
        hang("after")
        return receipt
senders.senders().update(console=Hanging())
operations.deliver()
"""


def sending(log: Path, when: str, at: int) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "SHOUWANG_TEST_DATABASE": settings.PLACE.administrator["dbname"],
        "DJANGO_SETTINGS_MODULE": "tests.settings_owner",
    }
    command = [sys.executable, "-c", SENDING, str(log), when, str(at)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def killed(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    with process.stdout as lines:
        assert next(lines).strip() == "hangs"
        process.send_signal(signal.SIGKILL)
    process.wait()


@contextlib.contextmanager
def logged(path: Path) -> Iterator[None]:
    """What this process sends goes into the same file."""
    logger, handler = logging.getLogger("shouwang.messaging"), logging.FileHandler(path)
    logger.addHandler(handler)
    logger.setLevel("INFO")
    yield
    logger.removeHandler(handler)
    logger.setLevel("NOTSET")
    handler.close()


def put_right() -> None:
    """The server lets a dead session's lock go within moments."""
    for _ in range(600):
        operations.deliver()
        if all(row.state != Outgoing.State.SENDING for row in rows()):
            return
        time.sleep(0.1)


def written(log: Path) -> Counter[str]:
    return Counter(line.split()[1] for line in log.read_text().splitlines())


def test_two_at_once_killed_before_and_after_sending(tmp_path):
    log = tmp_path / "sent.log"
    people = [factories.account(telephone=None) for _ in range(MESSAGES)]
    assert posted(*people, at=timezone.now(), urgent=True) == MESSAGES
    both = [sending(log, "after", 5), sending(log, "before", 4)]
    for process in both:
        killed(process)
    with logged(log):
        put_right()
    count, ended = written(log), {str(row.number): row.state for row in rows()}
    assert Counter(ended.values()) == {"sent": MESSAGES - 2, "uncertain": 2}
    assert all(count[number] == 1 for number, state in ended.items() if state == "sent")
    assert sorted(count[n] for n, state in ended.items() if state == "uncertain") == [0, 1]
