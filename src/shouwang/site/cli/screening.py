"""`shouwang screen` and `shouwang explain`."""

import json
import time
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from shouwang.engine.errors import EngineError


class BadDay(EngineError):
    """--as-of {text} is not a date: write it as 2024-06-30."""


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
    day, pack = parse_day(as_of), load_pack(policy)
    screening = run(read_facts(facts), pack, day, engine=engine, region=region)
    screening.write(out)
    if screening.findings:
        first = ", ".join(finding.household_id for finding in screening.findings[:5])
        more = ", …" if len(screening.findings) > 5 else ""
        count = len(screening.findings)
        typer.echo(f"{count} households without members, not screened: {first}{more}", err=True)
    summary = {
        "households": screening.households,
        "households_with_clues": screening.households_with_clues,
        "clues": screening.clue_count,
        "seconds": round(time.perf_counter() - started, 3),
    }
    typer.echo(json.dumps(summary))


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

    explanation = work_out(read_facts(facts), load_pack(policy), parse_day(as_of), household)
    typer.echo(explanation.text(language))


def parse_day(text: str) -> date:
    """The day, or BadDay."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadDay(text=text) from error
