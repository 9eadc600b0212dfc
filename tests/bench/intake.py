"""Importing half a million members, against a bare COPY of the same rows; Excel against calamine.

Three processes measure on one database: `bare` copies the rows that the import leaves in the
registry (persons and their states) into equal tables with the same indexes, encrypted bytes
included; `import` is the command's own path, from the CSV file to the committed merge; `excel` is
an Excel file checked, and the same file read by python-calamine alone.
"""

import json
import os
import subprocess
import sys
from typing import Any

from .children import FamilyMemory
from .options import Options

NAME = "intake"
TITLE = "Importing lists"
ROWS, EXCEL_ROWS = 500_000, 100_000
BOUND_RATIO, BOUND_MIB, BOUND_EXCEL = 4.0, 600, 3.0


def measure(options: Options) -> dict[str, Any]:
    """Seconds and peak memory of each process, and the ratios."""
    if options.only and "intake" not in options.only:
        return {}
    small = options.households < 1_000_000
    rows, excel = (10_000, 2_000) if small else (ROWS, EXCEL_ROWS)
    data = options.build / f"intake-{rows}"
    found = {"rows": rows, "excel_rows": excel}
    _step(data, "prepare", rows, role="owner")
    found["import"] = _step(data, "import", rows)
    found["bare"] = _step(data, "bare", rows)
    found["calamine"] = _step(data, "calamine", excel)
    found["excel"] = _step(data, "excel", excel)
    found["ratio"] = round(found["import"]["seconds"] / found["bare"]["seconds"], 2)
    found["persons_ratio"] = round(found["import"]["seconds"] / found["bare"]["persons_seconds"], 2)
    found["excel_ratio"] = round(found["excel"]["seconds"] / found["calamine"]["seconds"], 2)
    return found


def _step(data: Any, step: str, rows: int, role: str = "watch") -> dict[str, Any]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.intake_child", step, str(rows)],
        env={
            **os.environ,
            "SHOUWANG_DATA": str(data),
            "SHOUWANG_LOG": "WARNING",
            "SHOUWANG_ROLE": role,
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    family = FamilyMemory(process.pid)
    family.start()
    output = process.stdout.read() if process.stdout else ""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    family.stop()
    if process.returncode != 0:
        raise RuntimeError(f"{step} ended with {process.returncode}")
    answer: dict[str, Any] = json.loads(output.splitlines()[-1])
    return {**answer, "peak_mib": round(used.ru_maxrss / 1024)}


def markdown(report: dict[str, Any]) -> str:
    """One row a process, then the ratios with their bounds."""
    if not report:
        return ""
    names = {
        "bare": f"bare COPY of {report['rows']:_} persons and states",
        "import": f"import of {report['rows']:_} members from CSV",
        "calamine": f"reading {report['excel_rows']:_} rows of Excel with calamine",
        "excel": "reading and checking the same Excel file by row",
    }
    lines = ["| subject | seconds | peak memory, MiB |", "|---|--:|--:|"]
    lines += [
        f"| {text.replace('_', ' ')} | {report[name]['seconds']:.1f} | {report[name]['peak_mib']} |"
        for name, text in names.items()
    ]
    lines += ["", "| ratio | measured | bound |", "|---|--:|--:|"]
    lines += [
        f"| import to bare COPY | {report['ratio']} | {BOUND_RATIO} |",
        f"| import to bare COPY of the persons alone | {report['persons_ratio']} | |",
        f"| Excel to calamine | {report['excel_ratio']} | {BOUND_EXCEL} |",
        f"| peak memory of the import, MiB | {report['import']['peak_mib']} | {BOUND_MIB} |",
    ]
    return "\n".join(lines)
