"""Runs one subject in a fresh process and measures what the operating system saw of it."""

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[2]
SAMPLE_SECONDS = 0.05


@dataclass(frozen=True)
class Measured:
    """One run: seconds and CPU seconds from after the imports, and the process's peak memory."""

    seconds: float
    cpu_seconds: float
    peak_mib: float
    answer: dict[str, Any]


class SubjectFailed(RuntimeError):
    """The child process ended with an error."""


def run_child(subject: str, *arguments: str, cores: int) -> Measured:
    """Run `python -m tests.bench.child SUBJECT …` on so many cores.

    Peak memory is the kernel's own high-water mark of the process; where the subject starts
    processes of its own (a Java virtual machine), the largest sampled sum of the family.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.child", subject, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "POLARS_MAX_THREADS": str(cores)},
        preexec_fn=lambda: os.sched_setaffinity(0, allowed_cores(cores)),
    )
    family = FamilyMemory(process.pid)
    family.start()
    output = process.stdout.read() if process.stdout else ""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    family.stop()
    if process.returncode != 0:
        raise SubjectFailed(f"{subject} ended with {process.returncode}")
    answer = json.loads(output.splitlines()[-1])
    return Measured(
        seconds=answer.pop("seconds"),
        cpu_seconds=answer.pop("cpu_seconds") + family.children_cpu,
        peak_mib=max(used.ru_maxrss / 1024, family.peak / 2**20 if family.large else 0.0),
        answer=answer,
    )


def allowed_cores(cores: int) -> set[int]:
    """The first so many of the cores this process may use."""
    return set(sorted(os.sched_getaffinity(0))[:cores])


class FamilyMemory(threading.Thread):
    """Samples the resident memory of a process and its descendants."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.process = psutil.Process(pid)
        self.peak = 0
        self.large = False
        self.children_cpu = 0.0
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(SAMPLE_SECONDS):
            try:
                self._sample()
            except (psutil.NoSuchProcess, psutil.ZombieProcess):
                continue

    def _sample(self) -> None:
        children = self.process.children(recursive=True)
        self.large = self.large or bool(children)
        if children:
            family = [self.process, *children]
            self.peak = max(self.peak, sum(one.memory_info().rss for one in family))
            times = [child.cpu_times() for child in children]
            self.children_cpu = max(self.children_cpu, sum(t.user + t.system for t in times))

    def stop(self) -> None:
        self._ended.set()
        self.join()
