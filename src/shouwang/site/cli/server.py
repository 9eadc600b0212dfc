"""`shouwang run`: everything a county needs on one machine, until Ctrl-C."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

Say = Callable[[str], None]


def run(
    demo: Annotated[
        int, typer.Option(min=0, max=1, help="1 loads the demonstration county once; 0: empty.")
    ] = 1,
) -> None:
    """Start the database, bring it up to date, serve the watch site and work its jobs.

    Example: PORT=8001 shouwang run --demo=0
    """
    # Django takes a second to import, and --help must not wait for it
    from shouwang.site import environment, supervisor

    started = time.monotonic()
    os.environ["SHOUWANG_ROLE"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwang.site.settings")
    values = environment.read()
    address, port = str(values["SHOUWANG_ADDRESS"]), int(str(values["PORT"]))
    with supervisor.sole_instance(Path(str(values["SHOUWANG_DATA"]))):
        supervisor.check_port(address, port)
        _serve(address, port, int(str(values["SHOUWANG_WORKERS"])), demo=bool(demo), since=started)


def _serve(address: str, port: int, workers: int, *, demo: bool, since: float) -> None:
    from django.conf import settings

    from shouwang.site import backups, database, supervisor
    from shouwang.site.cli import connection

    where = settings.DATA if settings.PLACE.cluster else "of DATABASE_URL"
    _say(f"starting PostgreSQL ({where})")
    with database.available(settings.PLACE):
        database.prepare(settings.PLACE)
        connection.take_up_restore()
        backups.clear_leftovers(settings.PLACE)
        _prepare(demo=demo)
        supervisor.keep_alive(
            supervisor.watch_site(address, port, workers),
            settings.PLACE.cluster,
            _say,
            ready=lambda: supervisor.answers(address, port),
            welcome=lambda: _welcome(address, port, demo=demo, seconds=time.monotonic() - since),
        )
    _say("stopped")


def _prepare(*, demo: bool) -> None:
    from shouwang.site.cli import preparation

    preparation.set_up()
    _say("bringing the tables up to date")
    preparation.migrate()
    preparation.collect_static()
    if demo:
        preparation.load_demonstration(_say)
    elif not preparation.has_administrator():
        preparation.ask_for_administrator(interactive=sys.stdin.isatty(), say=_say)
    preparation.recover(_say)
    preparation.close_connections()


def _welcome(address: str, port: int, *, demo: bool, seconds: float) -> None:
    host = f"[{address}]" if ":" in address else address
    typer.echo(f"\nShouwang 守望 is ready after {seconds:.0f} s:  http://{host}:{port}\n")
    if demo:
        from shouwang.people import demonstration

        typer.echo(demonstration.table())
    typer.echo("Ctrl-C stops everything; nothing is lost.")


def _say(text: str) -> None:
    typer.echo(f"▸ {text}", err=True)
