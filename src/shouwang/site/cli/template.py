"""`shouwang template`: the Excel template of a list."""

from pathlib import Path
from typing import Annotated

import typer

from shouwang.kernel.errors import ShouwangError


class TemplateRefused(ShouwangError):
    """A template is written to a file ending in .xlsx in a directory that exists, not to {out}."""


def template(
    name: Annotated[
        str,
        typer.Argument(
            help="households, members, income, medical, education, housing, water, "
            "civil-affairs, disability, employment, disaster or exclusion."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write, ending in .xlsx.")],
) -> None:
    """Write the Excel template of a list: instructions, drop-downs, text columns, an example.

    Example: shouwang template members -o members.xlsx
    """
    from shouwang.watch.intake import layouts

    layout = layouts.layout(name)
    if out.suffix.lower() != ".xlsx" or not out.parent.is_dir():
        raise TemplateRefused(out=out)
    layouts.workbook(layout, out)
    typer.echo(f"{out}: {layout.title}, {len(layout.columns)} columns.")
