"""`shouwang backup`, `shouwang restore`, `shouwang database prepare`."""

from pathlib import Path
from typing import Annotated

import typer

from shouwang.site.cli.connection import connected

commands = typer.Typer(help="The database itself.", no_args_is_help=True)


@commands.callback()
def _group() -> None:
    """The database itself: roles and tables."""


@commands.command()
def prepare(
    renew_passwords: Annotated[
        bool,
        typer.Option(
            "--renew-passwords",
            help="Take over roles that another installation made; it can then no longer log in.",
        ),
    ] = False,
) -> None:
    """Make roles, database and tables, or bring them up to date.

    Example: DATABASE_URL=postgresql://admin:secret@db.example/shouwang shouwang database prepare
    """
    with connected("owner"):
        from django.conf import settings

        from shouwang.site import database
        from shouwang.site.cli import preparation

        database.prepare(settings.PLACE, renew_passwords=renew_passwords)
        preparation.migrate()
    typer.echo("The database is ready.")


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write, such as county.backup.")],
) -> None:
    """Write the whole database and the keys that open its encrypted fields into one file.

    The site may go on running. The file holds the keys: keep it as carefully as the database.
    Example: shouwang backup /media/usb/ruijin-2024-06-30.backup
    """
    with connected("owner"):
        from django.conf import settings

        from shouwang.site import backups

        summary = backups.write(settings.PLACE, settings.DATA, file.absolute())
    typer.echo(f"{file}: {summary.tables} tables, {summary.rows} rows, {summary.size} bytes.")


def restore(
    file: Annotated[Path, typer.Argument(help="A file written by `shouwang backup`.", exists=True)],
    replace: Annotated[
        bool, typer.Option("--replace", help="Throw away what the database holds now.")
    ] = False,
) -> None:
    """Restore a backup into this installation's database, whole or not at all.

    Stop the site first. Refuses a database that holds accounts or households without --replace.
    Example: SHOUWANG_DATA=/srv/new shouwang restore ruijin-2024-06-30.backup
    """
    with connected("owner"):
        from django.conf import settings

        from shouwang.site import backups, supervisor

        with supervisor.sole_instance(settings.DATA):
            summary = backups.read(settings.PLACE, settings.DATA, file.absolute(), replace=replace)
    typer.echo(
        f"Restored {summary.tables} tables, {summary.rows} rows; checked against the backup."
    )
