"""`shouwang keys …`: the keys of the encrypted fields."""

from typing import Annotated

import typer

from shouwang.site.cli.connection import connected

commands = typer.Typer(help="The keys of the encrypted fields.", no_args_is_help=True)


@commands.callback()
def _group() -> None:
    """The keys of the encrypted fields: a new one, and its use everywhere."""


@commands.command()
def rotate(
    drop_old: Annotated[
        bool, typer.Option("--drop-old", help="Afterwards forget the keys no value needs.")
    ] = False,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Go on with the newest key instead of making another."),
    ] = False,
) -> None:
    """Put a new key in front and re-encrypt every encrypted value with it.

    Stop the site first. Cut off, it is finished by `--resume`: all keys stay readable until then.
    An old backup opens with its own keys.
    Example: shouwang keys rotate --drop-old
    """
    with connected("owner"):
        from django.conf import settings

        from shouwang.site import keys, supervisor

        with supervisor.sole_instance(settings.DATA):
            if not resume:
                number = keys.put_in_front(settings.DATA)
                typer.echo(f"key {number} encrypts from now on", err=True)
            for name, count in keys.renew(_show):
                typer.echo(f"{name}: {count} values re-encrypted")
            if drop_old:
                dropped = ", ".join(map(str, keys.drop_old(settings.DATA))) or "none"
                typer.echo(f"old keys dropped: {dropped}")


def _show(name: str, done: int) -> None:
    typer.echo(f"  {name}: {done}", err=True)
