"""Five thousand cases approved in one action, and the pages of cases, with 100 000 cases.

The county of 700 000 people of the pages' measurement is copied once under build/bench, and cases
in every step are added to the copy. The approval is undone after each run.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from .options import Options

NAME = "procedures"
TITLE = "Cases: many at once, and their pages"
CASES, QUICK_CASES = 100_000, 5_000
MANY, QUICK_MANY = 5_000, 500
BOUND_SECONDS, BOUND_STATEMENTS = 10, 50
BOUND_MS, BOUND_PAGE_STATEMENTS = 100, 15


def measure(options: Options) -> dict[str, Any]:
    """Seconds, CPU seconds and statements of the approval; p50, p95 and statements of pages."""
    if options.only and NAME not in options.only:
        return {}
    quick = options.households < 1_000_000
    source = "registry-0.02" if quick else "people-700000"
    cases, many = (QUICK_CASES, QUICK_MANY) if quick else (CASES, MANY)
    environment = {
        **os.environ,
        "SHOUWANG_DATA": str(_copied(options.build, source)),
        "SHOUWANG_LOG": "WARNING",
    }
    _child(environment, "owner", "load", "0.02" if quick else "1.0", "0" if quick else "700000")
    _child(environment, "owner", "cases", str(cases))
    runs = [
        json.loads(_child(environment, "watch", "many", str(many))) for _ in range(options.repeats)
    ]
    pages = json.loads(_child(environment, "watch", "pages"))
    return {"cases": cases, "many": min(runs, key=lambda run: run["seconds"]), **pages}


def _copied(build: Path, source: str) -> Path:
    """The county's data in a folder of its own; made by `load` where nobody has it yet."""
    target = build / f"cases-{source}"
    if not target.exists() and (build / source).exists():
        # with its owners: the database may run as an account of its own
        subprocess.run(["cp", "-a", str(build / source), str(target)], check=True)
    return target


def _child(environment: dict[str, str], role: str, *arguments: str) -> str:
    """Run one step in a process of its own, as a role of the database; its last line."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.procedures_child", *arguments],
        env={**environment, "SHOUWANG_ROLE": role},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return (done.stdout.splitlines() or [""])[-1]


def markdown(report: dict[str, Any]) -> str:
    """The approval, then one row a page."""
    many = report["many"]
    lines = [
        f"{_spaced(report['cases'])} cases, {_spaced(report['households'])} households.",
        "",
        "| approved in one action | seconds | CPU seconds of the program | statements |",
        "|--:|--:|--:|--:|",
        f"| {_spaced(many['cases'])} | {many['seconds']:.1f} | {many['cpu_seconds']:.1f} "
        f"| {many['statements']} |",
        "",
        f"Bounds: {BOUND_SECONDS} s and {BOUND_STATEMENTS} statements.",
        "",
        "| page | p50, ms | p95, ms | statements |",
        "|---|--:|--:|--:|",
    ]
    lines += [
        f"| {page} | {row['p50']:.0f} | {row['p95']:.0f} | {row['statements']} |"
        for page, row in report["pages"].items()
    ]
    return "\n".join([*lines, "", f"Bounds: p95 {BOUND_MS} ms and {BOUND_PAGE_STATEMENTS}."])


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ")
