"""`shouwang screen` and `shouwang explain`."""

import json
import os
import re
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shouwang.engine.errors import EngineError

if TYPE_CHECKING:
    from shouwang.engine.screening import Screening


class BadDay(EngineError):
    """--as-of {text} is not a date: write it as 2024-06-30."""


class BadLanguage(EngineError):
    """--language {text} is not known: choose zh or en."""


class BadOut(EngineError):
    """Cannot write {path}: {reason}."""


FactsOption = Annotated[Path, typer.Argument(help="Directory of fact tables (Parquet or CSV).")]
DayOption = Annotated[str, typer.Option("--as-of", help="Day of the screening, as 2024-06-30.")]
PolicyOption = Annotated[
    str, typer.Option("--policy", help="Directory of a policy pack, or the name of a packaged one.")
]


def screen(
    facts: FactsOption,
    as_of: DayOption,
    out: Annotated[Path, typer.Option("--out", help="File of clues: .parquet, .csv or .jsonl.")],
    policy: PolicyOption = "cn",
    engine: Annotated[str, typer.Option("--engine", help="polars, python or spark.")] = "polars",
    region: Annotated[
        str | None, typer.Option("--region", help="Only households under this division prefix.")
    ] = None,
) -> None:
    """Screen facts: write the clues, sorted, with rule, version and evidence.

    Example: shouwang screen facts/ --as-of 2024-06-30 --out clues.parquet
    """
    # Polars takes a while to load, and --help must not wait for it.
    from shouwang.engine.facts.reading import read_facts
    from shouwang.engine.pack.reading import load_pack
    from shouwang.engine.screening import check_suffix
    from shouwang.engine.screening import screen as run

    started = time.perf_counter()
    check_suffix(out)
    check_place(out)
    day, pack = parse_day(as_of), load_pack(policy)
    screening = run(read_facts(facts), pack, day, engine=engine, region=region)
    _write(screening, out)
    _say_findings([finding.household_id for finding in screening.findings])
    summary = {
        "households": screening.households,
        "households_with_clues": screening.households_with_clues,
        "clues": screening.clue_count,
        "seconds": round(time.perf_counter() - started, 3),
    }
    typer.echo(json.dumps(summary))


def check_place(out: Path) -> None:
    """Raises BadOut unless a file can be made there: better before a long reading than after."""
    folder = out.parent
    reason = None
    if out.is_dir():
        reason = "it is a directory; give the name of a file in it"
    elif not folder.exists():
        reason = f"the directory {folder} does not exist; make it first"
    elif not folder.is_dir():
        reason = f"{folder} is not a directory"
    elif not os.access(folder, os.W_OK | os.X_OK):
        reason = f"you may not write in the directory {folder}"
    if reason:
        raise BadOut(path=out, reason=reason)


def _write(screening: "Screening", out: Path) -> None:
    """Writes the clues; an error names the file that was asked for, not an unfinished one."""
    try:
        screening.write(out)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(out)) from error


def _say_findings(empty: list[str]) -> None:
    if empty:
        first = ", ".join(empty[:5]) + (", …" if len(empty) > 5 else "")
        typer.echo(f"{len(empty)} households without members, not screened: {first}", err=True)


def explain(
    facts: FactsOption,
    as_of: DayOption,
    household: Annotated[str, typer.Option("--household", help="Id of the household.")],
    policy: PolicyOption = "cn",
    language: Annotated[str, typer.Option("--language", help="zh or en.")] = "zh",
) -> None:
    """Say in words why rules fired or not for one household, with the source of every number.

    Example: shouwang explain facts/ --as-of 2024-06-30 --household H001
    """
    from shouwang.engine.explanation import explain as work_out
    from shouwang.engine.facts.reading import read_facts
    from shouwang.engine.pack.reading import load_pack

    if language not in ("zh", "en"):
        raise BadLanguage(text=language)
    explanation = work_out(read_facts(facts), load_pack(policy), parse_day(as_of), household)
    typer.echo(explanation.text(language))


def parse_day(text: str) -> date:
    """The day, or BadDay; other notations of ISO 8601 are not taken."""
    try:
        if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadDay(text=text) from error
