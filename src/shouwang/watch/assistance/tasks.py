"""Background job: telling what of help is due, late or not planned, every morning."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shouwang.kernel.scope import Scope, entered
from shouwang.watch.assistance import operations


@app.periodic(cron="40 23 * * *")  # 07:40 in China: procrastinate counts in UTC
@app.task(name="assistance.tell_due", queue="assistance", lock="assistance.tell_due")
def tell_due(timestamp: int) -> None:
    """Tell villages and townships what is to be done."""
    with entered(Scope.everywhere()):
        operations.tell_due(at=timezone.now())
