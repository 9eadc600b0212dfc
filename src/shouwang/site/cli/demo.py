"""`shouwang demo …`: invented facts at any size, and the demonstration county."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

commands = typer.Typer(help="Invented data for trying things out.", no_args_is_help=True)

SEED = 360781


@commands.command()
def generate(
    households: Annotated[int, typer.Option(min=1, help="How many households.")],
    out: Annotated[Path, typer.Option(help="A new or empty directory for the facts.")],
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same files.")] = SEED,
    as_of: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="The last day of the facts.")
    ] = datetime(2024, 6, 30),  # noqa: DTZ001 - a calendar day; the time of day is dropped
    regions: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="CSV with village codes in column `code`."),
    ] = None,
    table_format: Annotated[str, typer.Option("--format", help="parquet or csv.")] = "parquet",
) -> None:
    """Write a facts directory with as many households as asked, in bounded memory.

    Example: shouwang demo generate --households 1750000 --out province
    """
    from shouwang.demo import places, province  # Polars takes a while to load

    villages = None if regions is None else places.read_regions(regions)
    summary = province.generate(
        out,
        households=households,
        seed=seed,
        as_of=date(as_of.year, as_of.month, as_of.day),
        regions=villages,
        table_format=table_format,
        progress=_say_households,
    )
    typer.echo(
        f"{out}: {summary.households} households, {summary.persons} persons "
        f"in {summary.villages} villages."
    )
    for table, rows in summary.rows.items():
        typer.echo(f"{table:<12}{rows:>12}")


@commands.command()
def county(
    out: Annotated[Path, typer.Option(help="A new or empty directory.")],
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same files.")] = SEED,
    scale: Annotated[float, typer.Option(help="0.005 to 1; only 1 has the published sums.")] = 1.0,
) -> None:
    """Write the demonstration county: facts, registry and published figures.

    Example: shouwang demo county --out ruijin
    """
    from shouwang.demo import county as ruijin  # Polars takes a while to load

    summary = ruijin.generate(out, seed=seed, scale=scale, progress=_say_step)
    typer.echo(
        f"{out}: {summary.households} households, {summary.persons} persons; registered in 2014 "
        f"{summary.registered_households} households, {summary.registered_persons} persons."
    )


def _say_households(done: int, total: int) -> None:
    typer.echo(f"{done} of {total} households ({done * 100 // total} %)", err=True)


def _say_step(text: str, step: int, steps: int) -> None:
    typer.echo(f"{step}/{steps} {text}", err=True)
