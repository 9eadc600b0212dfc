"""Background jobs: printing many papers, and tidying up."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shouwang.watch.papers import operations


@app.task(name=operations.PRINT_MANY, queue=operations.QUEUE)
def print_many(job_id: int) -> None:
    """Make the file of a job that was asked for."""
    operations.print_many(job_id)


@app.periodic(cron="*/2 * * * *")
@app.task(
    name="papers.mark_interrupted", queue=operations.QUEUE, queueing_lock="papers_interrupted"
)
def mark_interrupted(timestamp: int) -> None:
    """Say of a job whose worker died that it was cut off."""
    operations.mark_interrupted(at=timezone.now())


@app.periodic(cron="40 18 * * *")  # 02:40 in China: procrastinate counts in UTC
@app.task(name="papers.sweep", queue=operations.QUEUE)
def sweep(timestamp: int) -> None:
    """Remove files that no row speaks of."""
    operations.sweep(at=timezone.now())
