"""`shouwang quality check`."""

import json
import time
from typing import Annotated

import typer

commands = typer.Typer(help="The quality of what the dossiers say.", no_args_is_help=True)


@commands.callback()
def _group() -> None:
    """The quality of what the dossiers say."""


@commands.command()
def check(
    county: Annotated[str, typer.Option(help="Six digits of the county to check.")],
) -> None:
    """Check every dossier of a county now: findings are opened, refreshed and corrected.

    The last line is JSON: households, findings, opened, corrected, rules left out, seconds.
    Example: shouwang quality check --county 360781
    """
    if not (len(county) == 6 and county.isascii() and county.isdecimal()):
        raise typer.BadParameter("a county has six digits, such as 360781")
    from shouwang.site.cli.connection import connected

    started = time.perf_counter()
    with connected():
        # models can be imported only once Django is set up
        from django.utils import timezone

        from shouwang.kernel.scope import Scope, entered
        from shouwang.watch.quality import operations, queries

        now, place = timezone.now(), county.ljust(12, "0")
        with entered(Scope.everywhere()):
            run = operations.request_check(
                by=None,
                at=now,
                region_code=place,
                as_of=queries.check_day(place, timezone.localdate(now)),
            )
        operations.check_place(run.pk)
        with entered(Scope.everywhere()):
            run.refresh_from_db()
    if run.refusal:
        typer.echo(run.refusal, err=True)
        raise typer.Exit(2)
    outcome = {
        "households": run.households,
        "findings": run.findings,
        "opened": run.opened,
        "corrected": run.corrected,
        "left_out": sorted(run.left_out),
        "seconds": round(time.perf_counter() - started, 1),
    }
    typer.echo(json.dumps(outcome))
