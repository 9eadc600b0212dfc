"""Background jobs of the installation itself."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shouwang.demo import rooms
from shouwang.demo.rooms.furnishing import QUEUE, TASK
from shouwang.kernel.work import RETRY


@app.task(name=TASK, queue=QUEUE, retry=RETRY)
def furnish() -> None:
    """Let the rooms of the demonstration county come alive."""
    rooms.furnish(at=timezone.now())
