"""`shouwang run`: everything a county needs on one machine, until Ctrl-C."""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from shouwang.site.cli.drawing import Drawing

Say = Callable[[str], None]


def run(
    demo: Annotated[
        int, typer.Option(min=0, max=1, help="1 loads the demonstration county once; 0: empty.")
    ] = 1,
) -> None:
    """Start the database, bring it up to date, serve both sites and work their jobs.

    Example: PORT=8011 shouwang run --demo=0
    """
    # Django takes a second to import, and --help must not wait for it
    from shouwang.site import environment, supervisor

    started = time.monotonic()
    os.environ["SHOUWANG_ROLE"] = "owner"
    os.environ["SHOUWANG_DEMO"] = str(demo)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwang.site.settings")
    values = environment.read()
    address, port = str(values["SHOUWANG_ADDRESS"]), int(str(values["PORT"]))
    market = port + 1 if values["MARKET_PORT"] is None else int(str(values["MARKET_PORT"]))
    with supervisor.sole_instance(Path(str(values["SHOUWANG_DATA"]))):
        for one in filter(None, (port, market)):
            supervisor.check_port(address, one)
        at = _At(address, port, market, int(str(values["SHOUWANG_WORKERS"])))
        _serve(at, demo=bool(demo), since=started)


@dataclass(frozen=True, slots=True)
class _At:
    """Where the sites listen; a market port of 0 serves no market."""

    address: str
    port: int
    market: int
    workers: int

    def url(self, port: int) -> str:
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"http://{host}:{port}"


def _serve(at: _At, *, demo: bool, since: float) -> None:
    from django.conf import settings

    from shouwang.site import backups, database, supervisor
    from shouwang.site.cli import connection, drawing

    where = settings.DATA if settings.PLACE.cluster else "of DATABASE_URL"
    _say(f"starting PostgreSQL ({where})")
    with (
        drawing.beside(settings.DATA, begin=demo and settings.PLACE.is_unmade) as drawn,
        database.available(settings.PLACE),
    ):
        database.prepare(settings.PLACE)
        connection.take_up_restore()
        backups.clear_leftovers(settings.PLACE)
        _prepare(drawn if demo else None)
        children = supervisor.watch_site(at.address, at.port, at.workers)
        if at.market:
            children += supervisor.market_site(at.address, at.market, at.workers)
        supervisor.keep_alive(
            children,
            settings.PLACE.cluster,
            _say,
            ready=lambda: all(
                supervisor.answers(at.address, port) for port in filter(None, (at.port, at.market))
            ),
            welcome=lambda: _welcome(at, demo=demo, seconds=time.monotonic() - since),
        )
    _say("stopped")


def _prepare(drawn: "Drawing | None") -> None:
    """Everything up to date; with a drawing, the demonstration is in it."""
    from shouwang.site.cli import preparation

    preparation.set_up()
    if drawn is not None and preparation.demonstration_is_due():
        drawn.begin()
    _say("bringing the tables up to date")
    preparation.migrate()
    preparation.collect_static()
    if drawn is not None:
        preparation.load_demonstration(_say, drawn)
    elif not preparation.has_administrator():
        preparation.ask_for_administrator(interactive=sys.stdin.isatty(), say=_say)
    preparation.recover(_say)
    preparation.close_connections()


def _welcome(at: _At, *, demo: bool, seconds: float) -> None:
    typer.echo(f"\nShouwang 守望 is ready after {seconds:.0f} s:  {at.url(at.port)}")
    typer.echo(f"The market 望:  {at.url(at.market)}\n" if at.market else "")
    if demo:
        from shouwang.demo.market import goods
        from shouwang.people import demonstration

        typer.echo(demonstration.table())
        if at.market:
            typer.echo(goods.accounts())
    typer.echo("Ctrl-C stops everything; nothing is lost.")


def _say(text: str) -> None:
    typer.echo(f"▸ {text}", err=True)
