"""`python -m tests.bench.run`, called by `make bench`.

Measures, prints a table, writes build/bench.json and the measured parts of the reference page.

Every section is a module with a NAME, a TITLE, `measure(options) -> report` and
`markdown(report) -> str`; adding one to SECTIONS is all there is to it.
"""

import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import polars as pl
import typer

from . import intake, linkage, orders, pages, procedures, screening, search, settlement
from .options import Options

SECTIONS: list[ModuleType] = [
    screening,
    pages,
    procedures,
    intake,
    linkage,
    search,
    settlement,
    orders,
]
ROOT = Path(__file__).parents[2]
REPORT = ROOT / "build" / "bench.json"
PAGE = ROOT / "docs" / "reference" / "benchmarks.md"


def main(
    households: Annotated[int, typer.Option(help="Households in the large data set.")] = 1_750_000,
    repeats: Annotated[int, typer.Option(help="Runs of each subject; the best counts.")] = 3,
    cores: Annotated[int, typer.Option(help="Cores a subject may use.")] = 2,
    quick: Annotated[bool, typer.Option(help="A fiftieth of the data, one run, no page.")] = False,
    skip_spark: Annotated[bool, typer.Option(help="Leave the Spark engine out.")] = False,
    stand_in: Annotated[bool, typer.Option(help="Uniform random data, made quickly.")] = False,
    only: Annotated[str, typer.Option(help="Only subjects whose name contains one of these.")] = "",
    section: Annotated[
        list[str] | None, typer.Option(help="Only this section, whole; may be repeated.")
    ] = None,
) -> None:
    """Measure the engines at one province's scale."""
    options = Options(
        households=households // 50 if quick else households,
        repeats=1 if quick else repeats,
        cores=cores,
        skip_spark=skip_spark,
        stand_in=stand_in,
        only=only,
        build=ROOT / "build" / "bench",
    )
    made_at, described = datetime.now(UTC).isoformat(timespec="seconds"), machine(cores)
    report: dict[str, Any] = {"made_at": made_at, "machine": described}
    tables = {}
    for one in SECTIONS:
        if section and one.NAME not in section:
            continue
        report[one.NAME] = one.measure(options)
        tables[one.NAME] = one.markdown(report[one.NAME])
        typer.echo(f"\n{one.TITLE}\n\n{tables[one.NAME]}")
    _write_report(report)
    if not quick and not only:
        _write_page(described, made_at, tables)


def machine(cores: int) -> dict[str, Any]:
    """What a reader needs to judge the seconds."""
    return {
        "processor": _processor(),
        "cores_used": cores,
        "cores_present": os.cpu_count(),
        "python": platform.python_version(),
        "polars": pl.__version__,
        "system": platform.system(),
    }


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        for line in described.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _write_report(report: dict[str, Any]) -> None:
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    typer.echo(f"written: {REPORT.relative_to(ROOT)}")


def _write_page(machine: dict[str, Any], made_at: str, tables: dict[str, str]) -> None:
    """Replace what stands between each section's markers; the prose around them stays."""
    where = (
        f"Measured {made_at[:10]} on {machine['cores_used']} cores of {machine['processor']}, "
        f"Python {machine['python']}, Polars {machine['polars']}."
    )
    page = PAGE.read_text(encoding="utf-8")
    for name, table in tables.items():
        start, end = f"<!-- bench:{name} -->", f"<!-- end bench:{name} -->"
        before, _, rest = page.partition(start)
        _, _, after = rest.partition(end)
        page = f"{before}{start}\n{where}\n\n{table}\n{end}{after}"
    PAGE.write_text(page, encoding="utf-8")
    typer.echo(f"written: {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    typer.run(main)
