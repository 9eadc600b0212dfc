"""The command `shouwang`. Every refusal is one sentence on standard error and exit code 2.

The modules beside this one import what is heavy (Polars, Django) inside their commands, so that
`shouwang --help` answers at once.
"""

import errno
import signal
import sys
import traceback
from types import FrameType
from typing import NoReturn

import typer

from shouwang.engine.errors import EngineError
from shouwang.kernel.errors import ShouwangError
from shouwang.site.cli import (
    accounts,
    database,
    demo,
    facts,
    intake,
    journal,
    keys,
    ledger,
    members,
    policy,
    privacy,
    quality,
    regions,
    screening,
    server,
    template,
)
from shouwang.site.environment import EnvironmentRefused

app = typer.Typer(
    name="shouwang",
    help="Shouwang 守望: keeps every household of a county from falling back into poverty.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (
    server.run, template.template, screening.screen, screening.explain,
    database.backup, database.restore,
):  # fmt: skip
    app.command()(command)
app.command("import")(intake.import_list)
app.add_typer(policy.commands, name="policy")
app.add_typer(quality.commands, name="quality")
app.add_typer(facts.commands, name="facts")
app.add_typer(regions.commands, name="regions")
app.add_typer(accounts.commands, name="accounts")
app.add_typer(journal.commands, name="journal")
app.add_typer(ledger.commands, name="ledger")
app.add_typer(members.commands, name="members")
app.add_typer(keys.commands, name="keys")
app.add_typer(database.commands, name="database")
app.add_typer(demo.commands, name="demo")
app.add_typer(privacy.commands, name="privacy")


def main() -> None:
    """Run the command; a refusal becomes one sentence and exit code 2."""
    signal.signal(signal.SIGTERM, _terminate)
    try:
        app()
    except (ShouwangError, EngineError, EnvironmentRefused) as error:
        refuse(str(error))
    except KeyboardInterrupt:
        typer.echo("stopped", err=True)
        sys.exit(130)
    except OSError as error:
        refuse(_system_sentence(error))
    except Exception as error:
        refuse(_database_sentence(error))


def refuse(sentence: str) -> NoReturn:
    """Say one sentence on standard error and end with exit code 2."""
    typer.echo(" ".join(sentence.split()), err=True)
    sys.exit(2)


def _terminate(number: int, _frame: FrameType | None) -> None:
    """End as after Ctrl-C, so that a database we started is stopped too."""
    sys.exit(128 + number)


def _system_sentence(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return (
            f"The disk is full{where}: free some space and run the command again; "
            "nothing was half-written."
        )
    return f"{error.strerror or error}{where}."


def _database_sentence(error: Exception) -> str:
    """PostgreSQL's refusals as a sentence; anything else is our mistake and shows its trace."""
    cause: BaseException | None = error
    while cause is not None:
        if type(cause).__module__.startswith("psycopg"):
            return f"The database refused: {str(cause).strip()}{_hint(str(cause))}"
        cause = cause.__cause__
    traceback.print_exception(error)
    return f"Unexpected {type(error).__name__}: please report it with the lines above."


def _hint(text: str) -> str:
    """What to do when the installation was never started, or not since it was renewed."""
    missing = "does not exist" in text and ("database" in text or "relation" in text)
    missing = missing or 'password authentication failed for user "shouwang_' in text
    return " (run `shouwang database prepare` first)" if missing else ""
