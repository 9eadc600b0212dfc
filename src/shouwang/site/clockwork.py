"""What the market does by the clock: expire, release, attribute, read back.

The watch's jobs lie in a queue that the market may not read. The market needs none: every duty
below is set-based, takes whatever is ripe, and may be killed and called again at any time.
"""

import logging
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import django
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)
TICK = 1.0


@dataclass
class Duty:
    """A function `(at: datetime) -> object` and how often it is called, in seconds."""

    call: Callable[..., object]
    every: float
    due: float = field(default=0.0)


def duties() -> list[Duty]:
    """Those that the settings name."""
    return [Duty(import_string(path), every) for path, every in settings.MARKET_DUTIES]  # type: ignore[misc]


def work(every: list[Duty], stopping: Callable[[], bool]) -> None:
    """Call what is due until told to stop. A duty that fails is logged and called again later."""
    while not stopping():
        for duty in every:
            if duty.due <= time.monotonic():
                _call(duty)
                duty.due = time.monotonic() + duty.every
        time.sleep(TICK)


def _call(duty: Duty) -> None:
    close_old_connections()
    try:
        duty.call(at=timezone.now())
    except Exception:  # one duty's fault must not stop the others; it is tried again
        logger.exception("%s failed", duty.call.__qualname__)


def main() -> None:
    """Run until a signal."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwang.site.settings_market")
    django.setup()
    caught: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda one, _frame: caught.append(one))
    work(duties(), lambda: bool(caught))


if __name__ == "__main__":
    main()
