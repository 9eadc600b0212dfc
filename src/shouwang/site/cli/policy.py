"""`shouwang policy check`, `shouwang policy procedures` and `shouwang policy test`."""

from pathlib import Path
from typing import Annotated

import typer

commands = typer.Typer(help="Check and test a policy pack.", no_args_is_help=True)

# What a case came to on an engine; an engine that cannot inspect dossiers says nothing of some.
_MARKS = {True: "ok", False: "FAILED", None: "-"}

PackArgument = Annotated[
    str, typer.Argument(help="Directory of a policy pack, or the name of a packaged one.")
]


@commands.command()
def check(pack: PackArgument = "cn") -> None:
    """Find type errors, unknown names, overlapping periods, missing sources: file and line.

    Example: shouwang policy check policies/my-county
    """
    # The engine loads Polars, and --help must not wait for it.
    from shouwang.engine.pack.layers import with_parts

    if sum([_check(part) for part in with_parts(pack)]):
        raise typer.Exit(1)


def _check(pack: Path) -> int:
    """Say what is wrong with one pack; how many findings."""
    from shouwang.engine.pack.cases import read_cases
    from shouwang.engine.pack.reading import read_pack
    from shouwang.people.rules import Kind
    from shouwang.procedures.reading import read_procedures
    from shouwang.watch.assistance.catalogue import read_catalogue
    from shouwang.watch.visits.reading import read_forms

    read, findings = read_pack(pack)
    _, case_findings = read_cases(pack, read)
    procedures, procedure_findings = read_procedures(pack, read, [kind.value for kind in Kind])
    forms, form_findings = read_forms(pack, read)
    measures, measure_findings = read_catalogue(read)
    found = sorted(
        [*findings, *case_findings, *procedure_findings, *form_findings, *measure_findings]
    )
    for finding in found:
        typer.echo(str(finding), err=True)
    typer.echo(
        f"{read.name}: {len(read.parameters)} parameters, {len(read.indicators)} indicators, "
        f"{len(read.rules)} rules, {len(procedures.keys)} procedures, "
        f"{len(forms.keys)} visit forms, {len(measures.measures)} measures, "
        f"{len(found)} findings"
    )
    return len(found)


@commands.command("procedures")
def write_procedures(
    directory: Annotated[Path, typer.Argument(help="Where the page and its pictures go.")],
    policy: Annotated[
        str, typer.Option("--policy", help="Directory of a policy pack, or a packaged one.")
    ] = "cn",
) -> None:
    """Write a page about the pack's procedures, with a picture of each.

    Example: shouwang policy procedures docs/reference
    """
    from shouwang.engine.pack.reading import load_pack
    from shouwang.procedures import page
    from shouwang.procedures.reading import load_procedures

    pack = load_pack(policy)
    files = page.write(directory, load_procedures(policy, pack), pack)
    typer.echo(f"{files} files in {directory}")


@commands.command("test")
def run_tests(
    pack: PackArgument = "cn",
    engine: Annotated[
        list[str] | None, typer.Option("--engine", help="Only these engines (repeatable).")
    ] = None,
) -> None:
    """Run the pack's cases on every engine there is and print a table of results.

    Example: shouwang policy test cn --engine python --engine polars
    """
    from shouwang.engine.pack.layers import with_parts
    from shouwang.engine.pack.reading import load_pack
    from shouwang.engine.trials import engines_here, run_cases

    wanted = engine or engines_here()
    parts = with_parts(pack)
    results = [one for part in parts for one in run_cases(part, load_pack(part), wanted)]
    engines = list(dict.fromkeys(result.engine for result in results))
    names = list(dict.fromkeys(result.case for result in results))
    failed = [result for result in results if not result.passed]
    width = max((len(name) for name in names), default=4)
    typer.echo("  ".join(["case".ljust(width), *(name.ljust(7) for name in engines)]))
    marks = {(result.case, result.engine): result.passed for result in results}
    for name in names:
        row = [_MARKS[marks.get((name, engine_))] for engine_ in engines]
        typer.echo("  ".join([name.ljust(width), *(mark.ljust(7) for mark in row)]))
    for result in failed:
        typer.echo(f"{result.place}: {result.case} on {result.engine}: {result.reason}", err=True)
    typer.echo(f"{len(names)} cases on {len(engines)} engines, {len(failed)} failed")
    if failed:
        raise typer.Exit(1)
