"""The queued job behind a piece of work, and whether its worker is still there."""

from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

# The database went away under the job: tried again up to five times, each later than the last.
RETRY = RetryStrategy(
    max_attempts=5, exponential_wait=3, retry_exceptions={OperationalError, InterfaceError}
)
SILENT = timedelta(seconds=30)  # a worker says every ten seconds that it lives


def job_of(task: str, **arguments: object) -> ProcrastinateJob | None:
    """The job of a task with these arguments that waits or is being done; None when it is over."""
    named = {f"args__{name}": value for name, value in arguments.items()}
    jobs = ProcrastinateJob.objects.filter(task_name=task, status__in=["todo", "doing"], **named)
    return jobs.select_related("worker").first()


def is_abandoned(job: ProcrastinateJob, at: datetime, *, begun: bool) -> bool:
    """Whether the worker of a job is gone, when nobody holds the work that it is for.

    It had begun and holds nothing any more, or has long been silent. A job that waits is not.
    """
    if job.status == "todo":
        return False
    if begun or job.worker is None:
        return True
    return bool(job.worker.last_heartbeat < at - SILENT)


def take_up(job: ProcrastinateJob, at: datetime) -> None:
    """Give an abandoned job to the next worker."""
    app.job_manager.retry_job_by_id(job.id, retry_at=at)
