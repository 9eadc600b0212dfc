"""`shouwang import`: a list into the registry from the command line."""

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shouwang.kernel.errors import ShouwangError
from shouwang.site.cli.connection import connected

if TYPE_CHECKING:
    from shouwang.people.models import Account
    from shouwang.watch.intake.models import ImportBatch


class ImportRefused(ShouwangError):
    """The list cannot be imported."""


def import_list(
    name: Annotated[
        str,
        typer.Argument(
            help="households, members, income, medical, education, housing, water, "
            "civil-affairs, disability, employment, disaster or exclusion."
        ),
    ],
    file: Annotated[Path, typer.Argument(help="The list: .xlsx, .xls or .csv.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check and report; change nothing.")
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option("--report", help="Write the findings: .json, or .xlsx with the file's rows."),
    ] = None,
    place: Annotated[
        str, typer.Option("--place", help="Division of the list, 2 to 12 digits.")
    ] = "",
    by: Annotated[
        str, typer.Option("--by", help="Account that imports, with its duties; else the system.")
    ] = "",
    as_of: Annotated[
        str, typer.Option("--as-of", help="Day on which the list is true; else today.")
    ] = "",
) -> None:
    """Read, check and merge a list, whole or not at all; the last line is JSON.

    Exit code 0 when it was merged (or, with --dry-run, could be), 2 when not.
    Example: shouwang import members members.xlsx --report reasons.xlsx
    """
    _check(file, report)
    with connected():
        batch, seconds = _import(name, file, dry_run, place, by, as_of)
        if report is not None:
            _report(batch, file, report)
    if batch.refusal:
        typer.echo(batch.refusal, err=True)
    typer.echo(json.dumps(_summary(batch, dry_run, seconds), ensure_ascii=False))
    good = batch.state == "merged" or (dry_run and not batch.refusal)
    sys.exit(0 if good else 2)


def _check(file: Path, report: Path | None) -> None:
    if not file.is_file():
        raise ImportRefused(f"There is no file {file}.")
    if report is not None and report.suffix.lower() not in {".json", ".xlsx"}:
        raise ImportRefused(f"A report ends in .json or .xlsx, not as {report}.")
    if report is not None and not report.absolute().parent.is_dir():
        raise ImportRefused(f"The directory of {report} does not exist; make it first.")


def _import(
    name: str, file: Path, dry_run: bool, place: str, by: str, as_of: str
) -> tuple["ImportBatch", float]:
    from django.utils import timezone

    from shouwang.kernel.scope import Scope, entered
    from shouwang.site.cli.screening import parse_day
    from shouwang.watch.intake import operations, queries

    started, now = time.monotonic(), timezone.now()
    with entered(Scope.everywhere()):
        account = _account(by)
        handover = operations.Handover(
            list=name,
            region_code=_place(place, account if by else None),
            path=file,
            file_name=file.name,
            as_of=parse_day(as_of) if as_of else timezone.localdate(now),
        )
        batch = operations.receive(handover, by=account, at=now, queue=False, trusted=not by)
    operations.check_batch(batch.pk, say=_say)
    batch = queries.anywhere(batch.pk)
    could_merge = batch.state == "checked"
    with entered(Scope.everywhere()):
        if dry_run:
            operations.reject(batch.pk, by=account, at=now, reason="试导入（--dry-run）")
        elif could_merge:
            operations.request_merge(batch.pk, by=account, at=now, queue=False, trusted=not by)
    if could_merge and not dry_run:
        operations.merge_batch(batch.pk, say=_say, trusted=not by)
        batch = queries.anywhere(batch.pk)
    return batch, time.monotonic() - started


def _account(username: str) -> "Account":
    from django.utils import timezone

    from shouwang.people.models import Account
    from shouwang.people.operations import system_account
    from shouwang.watch.intake.errors import PersonUnknown

    if not username:
        return system_account(timezone.now())
    account = Account.objects.filter(username=username, is_active=True).first()
    if account is None:
        raise PersonUnknown(username=username)
    return account


def _place(text: str, account: "Account | None") -> str:
    from django.utils import timezone

    from shouwang.kernel.regioncode import RegionCode
    from shouwang.people.queries import duties_of
    from shouwang.people.rules import Act, places
    from shouwang.watch.intake import queries

    if text:
        return RegionCode.of(text).code
    if account is not None:
        found = places(duties_of(account), Act.UPLOAD_LISTS, timezone.localdate())
    else:
        found = tuple(queries.counties())
    if len(found) != 1:
        raise ImportRefused("Say with --place for which division the list is.")
    return found[0].code


def _say(percent: int, step: str) -> None:
    """On a terminal one line that is written over; in a log a line for each step."""
    if sys.stderr.isatty():
        typer.echo(f"\r\033[K  {percent:3d} %  {step}", nl=percent >= 100, err=True)
    else:
        typer.echo(f"  {percent} % {step}", err=True)


def _report(batch: "ImportBatch", file: Path, out: Path) -> None:
    from shouwang.watch.intake import keeping, reading
    from shouwang.watch.intake.errors import FileGone
    from shouwang.watch.intake.layouts import layout

    try:
        findings = keeping.findings(batch)
    except FileGone:  # it could not be read at all: the refusal is the whole report
        findings = None
    if out.suffix.lower() == ".json":
        rows = [] if findings is None else findings.to_dicts()
        names = {"_sheet": "sheet", "_row": "row"}
        listed = [{names.get(key, key): value for key, value in row.items()} for row in rows]
        document = {"refusal": batch.refusal, "findings": listed}
        out.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    elif findings is not None:
        reading.report(file, layout(batch.layout), findings, out)


def _summary(batch: "ImportBatch", dry_run: bool, seconds: float) -> dict[str, object]:
    numbers = ("rows", "refused", "duplicated", "unmatched", "new", "changed", "same")
    return {
        "batch": batch.pk,
        "list": batch.layout,
        "state": batch.state,
        "dry_run": dry_run,
        **{name: getattr(batch, name) for name in numbers},
        "findings": batch.counts,
        "refusal": batch.refusal,
        "seconds": round(seconds, 2),
    }
