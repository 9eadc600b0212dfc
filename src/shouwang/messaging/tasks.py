"""Background jobs: sending what is due every minute, the digest every quarter of an hour."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shouwang.messaging import operations

QUEUE = "messaging"


@app.periodic(cron="* * * * *")
@app.task(name="messaging.deliver", queue=QUEUE, queueing_lock="messaging.deliver")
def deliver(timestamp: int) -> None:
    """Hand what is due to its senders, and put right what was cut off."""
    operations.deliver()


@app.periodic(cron="*/15 * * * *")
@app.task(name="messaging.digest", queue=QUEUE, queueing_lock="messaging.digest")
def digest(timestamp: int) -> None:
    """Tell each account what is to do today, where it is time for it."""
    operations.digest(at=timezone.now())
