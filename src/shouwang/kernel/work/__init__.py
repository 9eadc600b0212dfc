"""Long work in the background: asked for, done by the worker, watched, found again after a crash.

A table of such work inherits `Work`, or `Run` where one run at a time covers a place; its room says
in `Runs` which task does it and in which words it ends. Whoever works holds a lock of the database
session, which ends with the process: what nobody holds has been cut off.
"""

from shouwang.kernel.work.holding import Lock
from shouwang.kernel.work.jobs import RETRY, SILENT, is_abandoned, job_of, take_up
from shouwang.kernel.work.models import UNDER_WAY, Run, Work
from shouwang.kernel.work.progress import Progress, Say
from shouwang.kernel.work.runs import Runs, Words, is_disk_full

__all__ = [
    "RETRY",
    "SILENT",
    "UNDER_WAY",
    "Lock",
    "Progress",
    "Run",
    "Runs",
    "Say",
    "Words",
    "Work",
    "is_abandoned",
    "is_disk_full",
    "job_of",
    "take_up",
]
