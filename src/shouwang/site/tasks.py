"""Background jobs of the installation itself."""

from typing import TYPE_CHECKING

from django.utils import timezone
from procrastinate.contrib.django import app

from shouwang.demo import FURNISHING, QUEUE
from shouwang.kernel.lazily import lazily
from shouwang.kernel.work import RETRY

if TYPE_CHECKING:
    from shouwang.demo import rooms
else:  # every process knows this job, and one does it, once
    rooms = lazily("shouwang.demo.rooms")


@app.task(name=FURNISHING, queue=QUEUE, retry=RETRY)
def furnish() -> None:
    """Let the rooms of the demonstration county come alive, a step a job: others go between."""
    if not rooms.furnish(at=timezone.now(), most=1):
        rooms.put_off()
