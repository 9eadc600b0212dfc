"""Background jobs: retention, every night."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shouwang.watch.privacy import operations


@app.periodic(cron="50 19 * * *")  # 03:50 in China: procrastinate counts in UTC
@app.task(name="privacy.retain", queue="privacy", lock="privacy.retain")
def retain(timestamp: int) -> None:
    """Delete or wipe what is past its retention, and the files of batches that went."""
    now = timezone.now()
    operations.retain(by=None, at=now)
    operations.sweep_batches(at=now)
