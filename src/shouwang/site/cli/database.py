"""`shouwang backup`, `shouwang restore`, `shouwang database …`."""

from pathlib import Path
from typing import Annotated

import typer

from shouwang.site.cli.connection import connected

commands = typer.Typer(help="The database itself: prepare, migrate.", no_args_is_help=True)


@commands.command()
def prepare() -> None:
    """Make roles, database and tables, or bring them up to date.

    Example: DATABASE_URL=postgresql://admin:secret@db.example/shouwang shouwang database prepare
    """
    from django.conf import settings

    from shouwang.site import database
    from shouwang.site.cli import preparation

    with connected("owner"):
        database.prepare(settings.PLACE)
        preparation.migrate()
    typer.echo("The database is ready.")


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write, such as county.backup.")],
) -> None:
    """Write the whole database and the keys that open its encrypted fields into one file.

    The file holds the keys: keep it as carefully as the database itself.
    Example: shouwang backup /media/usb/ruijin-2024-06-30.backup
    """
    from django.conf import settings

    from shouwang.site import backups

    with connected("owner"):
        summary = backups.write(settings.PLACE, settings.DATA, file)
    typer.echo(f"{file}: {summary.tables} tables, {summary.rows} rows, {summary.size} bytes.")


def restore(
    file: Annotated[Path, typer.Argument(help="A file written by `shouwang backup`.", exists=True)],
    replace: Annotated[
        bool, typer.Option("--replace", help="Throw away what the database holds now.")
    ] = False,
) -> None:
    """Restore a backup into this installation's database, whole or not at all.

    Refuses a database that already holds people, unless --replace is given.
    Example: SHOUWANG_DATA=/srv/new shouwang restore ruijin-2024-06-30.backup
    """
    from django.conf import settings

    from shouwang.site import backups

    with connected("owner"):
        summary = backups.read(settings.PLACE, settings.DATA, file, replace=replace)
    typer.echo(
        f"Restored {summary.tables} tables, {summary.rows} rows; checked against the backup."
    )
