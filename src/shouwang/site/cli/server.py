"""`shouwang run`: everything a county needs on one machine, until Ctrl-C."""

import os
import sys
import time
from typing import Annotated

import typer


def run(
    demo: Annotated[
        int, typer.Option(help="1 loads the demonstration county once; 0 starts empty.")
    ] = 1,
) -> None:
    """Start the database, bring it up to date, serve the watch site and work its jobs.

    Example: PORT=8001 shouwang run --demo=0
    """
    os.environ["SHOUWANG_ROLE"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwang.site.settings")
    started = time.monotonic()

    def say(text: str) -> None:
        typer.echo(f"▸ {text}", err=True)

    from shouwang.site import environment, supervisor

    values = environment.read()
    address, port = str(values["SHOUWANG_ADDRESS"]), int(str(values["PORT"]))
    data = values["SHOUWANG_DATA"]
    with supervisor.sole_instance(data):  # type: ignore[arg-type]
        supervisor.check_port(address, port)
        from django.conf import settings

        from shouwang.site import database

        say(f"starting PostgreSQL ({settings.DATA})")
        with database.available(settings.PLACE):
            _prepare(demo=bool(demo), say=say)
            children = supervisor.watch_site(address, port, int(str(values["SHOUWANG_WORKERS"])))
            _welcome(
                f"http://{address}:{port}", demo=bool(demo), seconds=time.monotonic() - started
            )
            supervisor.keep_alive(children, settings.PLACE.cluster, say)
        say("stopped")


def _prepare(*, demo: bool, say) -> None:
    from django.conf import settings

    from shouwang.site import database
    from shouwang.site.cli import preparation

    database.prepare(settings.PLACE)
    preparation.set_up()
    say("bringing the tables up to date")
    preparation.migrate()
    preparation.collect_static()
    if demo:
        preparation.load_demonstration(say)
    elif not preparation.has_administrator():
        preparation.ask_for_administrator(interactive=sys.stdin.isatty(), say=say)
    preparation.recover(say)
    preparation.close_connections()


def _welcome(address: str, *, demo: bool, seconds: float) -> None:
    typer.echo(f"\nShouwang 守望 is ready after {seconds:.0f} s:  {address}\n")
    if demo:
        from shouwang.people import demonstration

        typer.echo(demonstration.table())
    typer.echo("Ctrl-C stops everything; nothing is lost.")
