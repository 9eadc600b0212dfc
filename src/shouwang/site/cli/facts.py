"""`shouwang facts …`: the registry as facts of the standard."""

import re
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from shouwang.kernel.errors import ShouwangError
from shouwang.site.cli.connection import connected

commands = typer.Typer(help="Facts of the standard, version 1.", no_args_is_help=True)


class Format(StrEnum):
    """How the tables are written."""

    PARQUET = "parquet"
    CSV = "csv"


class RegionUnclear(ShouwangError):
    """Region {region!r} is not a prefix of a division code: give 2, 4, 6, 9 or 12 digits."""


@commands.callback()
def _group() -> None:
    """Keeps `export` a subcommand although it is the only one."""


@commands.command()
def export(
    region: Annotated[str, typer.Option(help="Prefix of the division code, such as 360781.")],
    as_of: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="The day on which the facts are known.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="A directory that does not exist yet.")],
    format: Annotated[Format, typer.Option(help="How the tables are written.")] = Format.PARQUET,
) -> None:
    """Write a region's facts as known on a day: nine tables, whole or not at all.

    Example: shouwang facts export --region 360781 --as-of 2024-06-30 -o facts/
    """
    if re.fullmatch(r"\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?", region, re.ASCII) is None:
        raise RegionUnclear(region=region)
    with connected("watch"):
        from shouwang.kernel.scope import Scope
        from shouwang.policies.queries import packaged
        from shouwang.watch.monitoring import facts_source

        reach = facts_source.Reach(region, as_of.date(), facts_source.months_seen(packaged()))
        with facts_source.one_snapshot(Scope((region,))):
            counts = facts_source.write_facts(reach, out, suffix=format.value, report=_report)
    rows = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
    typer.echo(f"{out}: {rows}.")


def _report(table: str, done: int, of: int) -> None:
    typer.echo(f"[{done + 1}/{of}] {table}", err=True)
