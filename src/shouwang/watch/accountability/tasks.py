"""Background job: telling what is late, every morning."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shouwang.kernel.scope import Scope, entered
from shouwang.watch.accountability import operations


@app.periodic(cron="30 23 * * *")  # 07:30 in China: procrastinate counts in UTC
@app.task(name="accountability.tell_late", queue="accountability", lock="accountability.tell_late")
def tell_late(timestamp: int) -> None:
    """Tell places and the level above them what is late."""
    with entered(Scope.everywhere()):
        operations.tell_late(at=timezone.now())
