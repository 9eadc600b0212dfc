"""`shouwang ledger …`: are the books whole?"""

import sys

import typer

from shouwang.site.cli.connection import connected

commands = typer.Typer(help="The books of both sites: money and goods.", no_args_is_help=True)


@commands.callback()
def _group() -> None:
    """Keeps `verify` a subcommand while it is the only one."""


DIFFERENCES = {
    "unbalanced": "does not sum to zero",
    "running": "has a line whose balance does not follow from the line before",
    "balance": "is not the sum of its lines",
    "overdrawn": "is below zero",
    "pending": "is not resolved exactly once",
    "stray": "belongs to no entry",
}


@commands.command()
def verify() -> None:
    """Recompute every sum and balance of the books; exit code 1, and where, if one is wrong.

    Example: shouwang ledger verify
    """
    with connected("owner"):
        # models can be imported only once Django is set up
        from shouwang.ledger import queries
        from shouwang.ledger.models import Entry

        breaks, entries = queries.verify(), Entry.objects.count()
    for one in breaks:
        sentence = f"{one.wing}: {one.what} {DIFFERENCES[one.difference]} ({one.detail})."
        typer.echo(sentence, err=True)
    state = "BROKEN" if breaks else "whole"
    typer.echo(f"The books are {state}: {entries} entries.")
    sys.exit(1 if breaks else 0)
