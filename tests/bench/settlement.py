"""A million delivered order lines settled and attributed, by the function that the clock calls.

A database of its own is made under build/bench and thrown away afterwards. The lines are of 100
suppliers and 5 000 households, in batches of one to three households.
"""

import json
import os
import shutil
import subprocess
import sys
from typing import Any

from .options import Options

NAME = "settlement"
TITLE = "Settlement of order lines"
LINES, QUICK_LINES = 1_000_000, 20_000
BOUND_SECONDS, BOUND_MIB = 60, 1024


def measure(options: Options) -> dict[str, Any]:
    """Seconds, rows written and peak memory (the process and its database session together)."""
    if options.only and NAME not in options.only:
        return {}
    lines = QUICK_LINES if options.households < 1_000_000 else LINES
    data = options.build / "settlement"
    shutil.rmtree(data, ignore_errors=True)
    environment = {**os.environ, "SHOUWANG_DATA": str(data), "SHOUWANG_LOG": "WARNING"}
    try:
        _child(environment, "owner", "load", str(lines))
        return json.loads(_child(environment, "market", "settle"))
    finally:
        shutil.rmtree(data, ignore_errors=True)


def _child(environment: dict[str, str], role: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.settlement_child", *arguments],
        env={
            **environment,
            "SHOUWANG_ROLE": role,
            "DJANGO_SETTINGS_MODULE": "shouwang.site.settings"
            if role == "owner"
            else "shouwang.site.settings_market",
        },
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()[-1] if done.stdout else ""


def markdown(report: dict[str, Any]) -> str:
    """One row: what was asked and what was measured."""
    if not report:
        return "Not measured."
    head = (
        "| order lines | attributed rows | seconds | peak memory | whole |\n|---|---|---|---|---|\n"
    )
    return (
        f"{head}| {report['lines']:,} | {report['attributed']:,} | {report['seconds']:.1f} "
        f"(bound {BOUND_SECONDS}) | {report['peak_mib']:.0f} MiB (bound {BOUND_MIB}) "
        f"| {'yes' if report['whole'] else 'NO'} |\n"
    )
