"""Background jobs: what was sold becomes facts; whoever it concerns is screened again."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shouwang.watch.produce import operations


@app.periodic(cron="*/5 * * * *")
@app.task(name="produce.take_up", queue="produce", lock="produce.take_up")
def take_up(timestamp: int) -> None:
    """Take up what the market appended, and screen the households it changed."""
    at = timezone.now()
    taken = operations.take_up(at=at)
    if taken.households:
        operations.screen_again(taken.households, at=at)
