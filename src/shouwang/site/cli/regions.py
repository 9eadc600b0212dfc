"""`shouwang regions …`: load the lists of divisions."""

import time
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from shouwang.site.cli.connection import connected

commands = typer.Typer(help="Divisions: load the national list.", no_args_is_help=True)


@commands.command()
def load(
    prefix: Annotated[
        str, typer.Option(help="Only divisions whose code begins so, such as 36.")
    ] = "",
    everything: Annotated[bool, typer.Option("--all", help="The whole nation.")] = False,
    demo: Annotated[bool, typer.Option("--demo", help="Only the demonstration county.")] = False,
    file: Annotated[
        Path | None, typer.Option(help="A later release as CSV: code,name[,urban_rural].")
    ] = None,
    valid_from: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The first day of the release in --file."),
    ] = None,
    scheme: Annotated[str, typer.Option(help="Whose codes --file holds: nbs or mca.")] = "nbs",
    accept_closures: Annotated[
        bool,
        typer.Option("--accept-closures", help="Even if over a tenth of the divisions end."),
    ] = False,
) -> None:
    """Load divisions, whole or not at all; repeating it changes nothing.

    The shipped list is that of the National Bureau of Statistics of 2023. A release in --file ends
    the divisions it no longer names on --valid-from and begins its new ones there.
    Example: shouwang regions load --prefix 36
    """
    # Django and Polars take a second to import; `--help` need not wait for them.
    from shouwang.kernel.regioncode import Scheme
    from shouwang.regions.errors import ListRefused

    if sum((bool(prefix) and file is None, everything, demo, file is not None)) != 1:
        raise ListRefused(reason="say one of --prefix, --all, --demo or --file")
    if (file is None) != (valid_from is None):
        raise ListRefused(reason="--file and --valid-from go together")
    if scheme not in {one.value for one in Scheme}:
        raise ListRefused(reason="--scheme is nbs or mca")
    begun = time.monotonic()
    with connected("owner"):
        from shouwang.regions import operations

        if file is not None and valid_from is not None:
            summary = operations.load_release(
                file,
                valid_from=valid_from.date(),
                scheme=Scheme(scheme),
                prefix=prefix,
                accept_closures=accept_closures,
                on_progress=_show,
            )
        elif demo:
            summary = operations.load_demonstration()
        else:
            summary = operations.load_national(prefix=prefix, on_progress=_show)
    typer.echo(
        f"{summary.source}: {summary.read} divisions read, {summary.opened} opened, "
        f"{summary.closed} closed, {time.monotonic() - begun:.1f} s"
    )


def _show(done: int, total: int) -> None:
    typer.echo(f"  {done} of {total} divisions", err=True)
    if done == total:
        typer.echo("  checking and indexing", err=True)
