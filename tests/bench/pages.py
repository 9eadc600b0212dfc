"""Server time and statements of the console's pages, and lists as files, by size of the county.

A tenth of the demonstration county and a county of 700 000 people are loaded once under build/bench
and kept. The two sizes show whether a page's cost grows with the number of households.
"""

import json
import os
import subprocess
import sys
from typing import Any

from .options import Options

NAME = "pages"
TITLE = "Pages of the console"
SIZES = ((0.1, 0), (1.0, 700_000))  # scale of the demonstration, and people it is grown to
SMALL = ((0.02, 0),)
BOUND_MS, BOUND_STATEMENTS, BOUND_MIB = 100, 15, 200
BOUND_HOUSEHOLD_MS = 200
EXPORTS = (("households", "xlsx"), ("households", "csv"), ("members", "xlsx"))
EXPORTED_ROWS = 100_000


def measure(options: Options) -> dict[str, Any]:
    """p50 and p95 of the server's milliseconds, and statements, by page and size of the county."""
    if options.only and "pages" not in options.only:
        return {}
    sizes = SMALL if options.households < 1_000_000 else SIZES
    return {f"{scale}": _county(options, scale, people) for scale, people in sizes}


def _county(options: Options, scale: float, people: int) -> dict[str, Any]:
    name = f"people-{people}" if people else f"registry-{scale}"
    environment = {
        **os.environ,
        "SHOUWANG_DATA": str(options.build / name),
        "SHOUWANG_LOG": "WARNING",
    }
    _child(environment, "owner", "load", str(scale), str(people))
    found: dict[str, Any] = json.loads(_child(environment, "watch", "measure"))
    found["exports"] = {
        f"{which}.{form}": json.loads(
            _child(environment, "watch", "export", which, form, str(EXPORTED_ROWS))
        )
        for which, form in EXPORTS
    }
    return found


def _child(environment: dict[str, str], role: str, *arguments: str) -> str:
    """Run one step in a process of its own, as a role of the database; its last line."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.pages_child", *arguments],
        env={**environment, "SHOUWANG_ROLE": role},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return (done.stdout.splitlines() or [""])[-1]


def markdown(report: dict[str, Any]) -> str:
    """One row a page and size."""
    lines = [
        "| page | households | p50, ms | p95, ms | statements |",
        "|---|--:|--:|--:|--:|",
    ]
    for found in report.values():
        for page, row in found["pages"].items():
            households = f"{found['households']:,}".replace(",", " ")
            lines.append(
                f"| {page} | {households} | {row['p50']:.0f} | {row['p95']:.0f} "
                f"| {row['statements']} |"
            )
    lines += [
        "",
        f"Bounds: p95 {BOUND_MS} ms and {BOUND_STATEMENTS} statements;"
        f" {BOUND_HOUSEHOLD_MS} ms for one household screened again.",
        "",
        "| list as a file | rows | seconds | memory before, MiB | at the peak, MiB |",
        "|---|--:|--:|--:|--:|",
    ]
    for found in report.values():
        lines += [
            f"| {name} | {one['rows']} | {one['seconds']:.1f} | {one['before_mib']:.0f} "
            f"| {one['peak_mib']:.0f} |"
            for name, one in found["exports"].items()
        ]
    lines += ["", f"Bound: {BOUND_MIB} MiB for 100 000 rows."]
    return "\n".join(lines)
