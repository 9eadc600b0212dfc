"""`shouwang privacy …`: what is past its retention, one person's data."""

from pathlib import Path
from typing import Annotated

import typer

from shouwang.site.cli.connection import connected

commands = typer.Typer(help="Personal data: retention, one person's copy.", no_args_is_help=True)


@commands.command()
def retain(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go.")] = False,
) -> None:
    """Delete or wipe what is past its retention, as the nightly job does; journalled.

    Example: shouwang privacy retain --dry-run
    """
    with connected():
        # models can be imported only once Django is set up
        from django.utils import timezone

        from shouwang.kernel.journal import Actor
        from shouwang.watch.privacy import operations

        by, now = Actor("command", "shouwang privacy retain"), timezone.now()
        gone = operations.retain(by=by, at=now, dry=dry_run)
        if not dry_run:
            operations.sweep_batches(at=now)
    verb = "would go" if dry_run else "gone"
    for one in gone:
        typer.echo(f"{one.rows:>10,}  {one.table}: before {one.before}, {one.days} days")
    typer.echo(f"{sum(one.rows for one in gone):,} rows {verb}.")


@commands.command()
def export(
    person: Annotated[str, typer.Argument(help="The person's number, as pages show it.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="A new .xlsx or .json file.")],
    reason: Annotated[str, typer.Option(help="Why; written into the journal.")],
) -> None:
    """Write everything held about one person into a file that only its owner can read.

    Example: shouwang privacy export 3607811002010001-1 -o copy.xlsx --reason "本人申请"
    """
    if output.suffix not in {".xlsx", ".json"} or output.exists():
        raise typer.BadParameter("name a new file that ends in .xlsx or .json")
    with connected():
        from shouwang.kernel.journal import Actor
        from shouwang.kernel.scope import Scope, entered
        from shouwang.watch.privacy import operations

        by = Actor("command", "shouwang privacy export")
        with entered(Scope.everywhere()):
            rows = operations.export_person(by=by, person=person, reason=reason, path=output)
    typer.echo(f"{rows} rows written to {output}.")
