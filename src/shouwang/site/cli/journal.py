"""`shouwang journal …`: verify the chains, export them for the auditor."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from shouwang.site.cli.connection import connected

commands = typer.Typer(help="The journal: who did what, when, why.", no_args_is_help=True)

CountyOption = Annotated[
    str, typer.Option(help="Six digits of one county; 000000 is the whole installation.")
]
DIFFERENCES = {
    "changed": "was changed",
    "missing": "is missing",
    "inserted": "was inserted",
    "reordered": "stands in the place of another",
    "head": "does not fit the count and hash kept beside the chain",
}


@commands.command()
def verify(county: CountyOption = "") -> None:
    """Recompute every chain of hashes; exit code 1, and the first wrong row, if one is broken.

    Example: shouwang journal verify --county 360781
    """
    _check(county)
    with connected():
        # models can be imported only once Django is set up
        from shouwang.kernel import journal
        from shouwang.kernel.scope import Scope, entered

        with entered(Scope.everywhere()):
            found = journal.verify(county or None)
    for broken in found.breaks:
        row = f" (row {broken.id})" if broken.id else ""
        typer.echo(
            f"{broken.county}: entry {broken.seq}{row} {DIFFERENCES[broken.difference]}.", err=True
        )
    state = "whole" if found.whole else "BROKEN"
    typer.echo(f"The journal is {state}: {found.entries} entries in {found.counties} chains.")
    sys.exit(0 if found.whole else 1)


@commands.command()
def export(
    file: Annotated[Path, typer.Argument(help="The JSON Lines file to write.")],
    county: CountyOption = "",
) -> None:
    """Write the journal as JSON Lines, so that others can recompute every hash.

    `hash` is the SHA-256 of `canonical`, whose last element is the hash of the entry before.
    Example: shouwang journal export ruijin.jsonl --county 360781
    """
    _check(county)
    with connected():
        from shouwang.kernel.journal import exporting
        from shouwang.kernel.scope import Scope, entered

        with entered(Scope.everywhere()):
            count = exporting.export(file, county or None)
    typer.echo(f"{count} entries written to {file}.")


def _check(county: str) -> None:
    if county and not (len(county) == 6 and county.isascii() and county.isdecimal()):
        raise typer.BadParameter("a county has six digits, such as 360781")
