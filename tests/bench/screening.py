"""Screening a province: reading, the hand-written plan, the engines, ten times the data."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl
import typer

from .children import Measured, run_child
from .options import Options
from .province import make_province
from .same_rows import differences

NAME = "screening"
TITLE = "Screening, all 16 rules"
TENTH = "polars, a tenth of the data"


@dataclass(frozen=True)
class Bound:
    """A ratio of two subjects, and what it must not exceed where that is promised."""

    text: str
    of: str
    to: str
    at_most: float | None = None


BOUNDS = (
    Bound("polars to the hand-written plan", "polars", "yardstick", 1.3),
    Bound("polars to the hand-written plan with checks", "polars", "yardstick-checked", 1.3),
    Bound("polars to reading the columns", "polars", "read", 8.0),
    Bound("polars to decoding the columns", "polars", "decode"),
    Bound("ten times the data", "polars", TENTH, 11.0),
)
PEAK_MIB = 1.6 * 1000**3 / 2**20  # 1.6 GB


def measure(options: Options) -> dict[str, Any]:
    """Best of interleaved runs of every subject, their ratios, and whether the rows agree."""
    runs: dict[str, list[Measured]] = {}
    for subject, households in _turns(options):
        facts = _facts(options, households)
        measured = run_child(
            subject.partition(",")[0], str(facts), str(_out(options, subject)), cores=options.cores
        )
        runs.setdefault(subject, []).append(measured)
        typer.echo(f"  {subject}: {measured.seconds:.2f} s, {measured.peak_mib:.0f} MiB")
    best = {subject: min(ms, key=lambda one: one.seconds) for subject, ms in runs.items()}
    return {
        "households": options.households,
        "rows": _rows(_facts(options, options.households)),
        "subjects": {subject: _described(subject, best, runs) for subject in best},
        "ratios": _ratios(best),
        "peak_within_bound": best["polars"].peak_mib <= PEAK_MIB if "polars" in best else None,
        "same_rows": _same_rows(options, best),
    }


def _turns(options: Options) -> Iterator[tuple[str, int]]:
    """Subject and households, interleaved: whatever else the machine does falls on all alike."""
    subjects = dict.fromkeys(
        ("read", "decode", "yardstick", "yardstick-checked", "polars", TENTH, "spark"),
        options.households,
    ) | {TENTH: options.households // 10}
    chosen = options.only.split(",")
    wanted = [name for name in subjects if any(part in name for part in chosen)]
    for turn in range(options.repeats):
        for name in wanted:
            if name == "spark" and (turn or options.skip_spark):
                continue  # too slow to repeat
            yield name, subjects[name]


def _facts(options: Options, households: int) -> Path:
    """The data set of that size, made once and kept."""
    kind = "stand-in" if options.stand_in else "demo"
    directory = options.build / f"{kind}-{households}"
    if not (directory / "whole").exists():
        typer.echo(f"making {households} households in {directory.name}")
        directory.mkdir(parents=True, exist_ok=True)
        if options.stand_in:
            make_province(directory, households)
        else:
            _generate(households, directory)
        (directory / "whole").touch()
    return directory


def _generate(households: int, directory: Path) -> None:
    command = Path(sys.executable).with_name("shouwang")
    arguments = ("demo", "generate", "--households", str(households), "--out", str(directory))
    subprocess.run([command, *arguments], check=True)


def _out(options: Options, subject: str) -> Path:
    """Each size has its own outputs, so that two runs at once do not compare each other's."""
    directory = (
        options.build / f"clues-{'stand-in' if options.stand_in else 'demo'}-{options.households}"
    )
    directory.mkdir(parents=True, exist_ok=True)
    return directory / f"{subject.replace(', ', '-').replace(' ', '-')}.parquet"


def _rows(facts: Path) -> dict[str, int]:
    tables = ("households", "persons", "income", "spending")
    return {
        table: pl.scan_parquet(_files(facts, table)).select(pl.len()).collect().item()
        for table in tables
    }


def _files(facts: Path, table: str) -> Path:
    single = facts / f"{table}.parquet"
    return single if single.exists() else facts / table / "**/*.parquet"


def _described(
    subject: str, best: dict[str, Measured], runs: dict[str, list[Measured]]
) -> dict[str, Any]:
    return {**asdict(best[subject]), "all_seconds": [one.seconds for one in runs[subject]]}


def _ratios(best: dict[str, Measured]) -> dict[str, dict[str, Any]]:
    return {
        bound.text: {
            "ratio": round(best[bound.of].seconds / best[bound.to].seconds, 2),
            "cpu_ratio": round(best[bound.of].cpu_seconds / best[bound.to].cpu_seconds, 2),
            "at_most": bound.at_most,
        }
        for bound in BOUNDS
        if bound.of in best and bound.to in best
    }


def _same_rows(options: Options, best: dict[str, Measured]) -> dict[str, list[str]]:
    """What differs between each engine's clues and the yardstick's; empty lists are agreement."""
    if "yardstick" not in best:
        return {}
    expected = _out(options, "yardstick")
    engines = [name for name in ("polars", "spark") if name in best]
    return {name: differences(expected, _out(options, name)) for name in engines}


def markdown(report: dict[str, Any]) -> str:
    """The tables of the reference page."""
    rows = ", ".join(
        f"{count:_} {table}".replace("_", " ") for table, count in report["rows"].items()
    )
    lines = [f"Facts: {rows}.", ""]
    lines += [
        "| subject | seconds | CPU seconds | peak memory, MiB | clues |",
        "|---|--:|--:|--:|--:|",
    ]
    for name, one in report["subjects"].items():
        clues = one["answer"].get("clues", "")
        lines.append(
            f"| {name} | {one['seconds']:.2f} | {one['cpu_seconds']:.1f} "
            f"| {one['peak_mib']:.0f} | {clues} |"
        )
    lines += ["", "| ratio of the seconds | measured | of the CPU | bound |", "|---|--:|--:|--:|"]
    for text, one in report["ratios"].items():
        lines.append(f"| {text} | {one['ratio']} | {one['cpu_ratio']} | {one['at_most'] or '–'} |")
    lines.append("")
    for name, found in report["same_rows"].items():
        lines.append(
            f"Rows of `{name}` and of the hand-written plan: {'; '.join(found) or 'equal'}."
        )
    return "\n".join(lines)
