"""Orders placed and paid over HTTP by eight clients at once, and the race for the last pieces.

Web server, database and clients share the machine, and the cores that the run is given. An order
is complete when its checkout has been answered and its payment's notice taken: two requests.
"""

import json
import os
import subprocess
import sys
from typing import Any

from .children import allowed_cores
from .options import Options

NAME = "orders"
TITLE = "Orders on the market"
SECONDS, QUICK_SECONDS = 20, 2
BOUND_PER_SECOND, BOUND_STATEMENTS = 25, 15


def measure(options: Options) -> dict[str, Any]:
    """Orders a second by number of lines, statements of one, and how the race ended."""
    if options.only and NAME not in options.only:
        return {}
    environment = {
        **os.environ,
        "SHOUWANG_DATA": str(options.build / "orders"),
        "SHOUWANG_LOG": "ERROR",
    }
    seconds = QUICK_SECONDS if options.households < 1_000_000 else SECONDS
    _child({**environment, "SHOUWANG_ROLE": "owner"}, options.cores, "load")
    settings = "shouwang.site.settings_market"
    market = {**environment, "DJANGO_SETTINGS_MODULE": settings, "SHOUWANG_DEMO": "1"}
    found: dict[str, Any] = json.loads(_child(market, options.cores, "measure", str(seconds)))
    return found


def _child(environment: dict[str, str], cores: int, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.orders_child", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        preexec_fn=lambda: os.sched_setaffinity(0, allowed_cores(cores)),
    )
    return (done.stdout.splitlines() or [""])[-1]


def markdown(report: dict[str, Any]) -> str:
    """One row a size of order, and a sentence about the race."""
    lines = [
        "| lines of the order | orders | a second | p50, ms | p95, ms | statements |",
        "|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {row['lines']} | {row['orders']} | {row['per_second']:.1f} | {row['p50']:.0f} "
        f"| {row['p95']:.0f} | {row['statements']} |"
        for row in report["orders"]
    ]
    race = report["race"]
    return "\n".join(
        [
            *lines,
            "",
            "Eight clients; milliseconds and statements of checkout and notice together. Bounds: "
            f"{BOUND_PER_SECOND} orders a second, {BOUND_STATEMENTS} statements.",
            "",
            f"{race['buyers']} buyers for the last {race['pieces']}: {race['placed']} orders, "
            f"{race['told']} told at once that nothing is left, the last of all after "
            f"{race['seconds']:.2f} s.",
        ]
    )
