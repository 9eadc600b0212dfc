"""Server time and statements of the console's pages, on a tenth of the county and on all of it.

Both are loaded once under build/bench and kept. The second column of each pair shows whether a
page's cost grows with the number of households.
"""

import json
import os
import subprocess
import sys
from typing import Any

from .options import Options

NAME = "pages"
TITLE = "Pages of the console"
SCALES = (0.1, 1.0)
BOUND_MS, BOUND_STATEMENTS = 100, 12


def measure(options: Options) -> dict[str, Any]:
    """p50 and p95 of the server's milliseconds, and statements, by page and size of the county."""
    if options.only and "pages" not in options.only:
        return {}
    scales = (0.02,) if options.households < 1_000_000 else SCALES
    return {str(scale): _county(options, scale) for scale in scales}


def _county(options: Options, scale: float) -> dict[str, Any]:
    data = options.build / f"county-{scale}"
    environment = {**os.environ, "SHOUWANG_DATA": str(data), "SHOUWANG_LOG": "WARNING"}
    for role, step in (("owner", "load"), ("watch", "measure")):
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.pages_child", step, str(scale)],
            env={**environment, "SHOUWANG_ROLE": role},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


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
    lines += ["", f"Bounds: p95 {BOUND_MS} ms and {BOUND_STATEMENTS} statements."]
    return "\n".join(lines)
