"""The command `shouwang`. Every refusal is one sentence on standard error and exit code 2.

The modules beside this one import what is heavy (Polars, Django) inside their commands, so that
`shouwang --help` answers at once.
"""

import importlib.util
import sys
import traceback

import typer

from shouwang.engine.errors import EngineError
from shouwang.kernel.errors import ShouwangError
from shouwang.site.environment import EnvironmentRefused

app = typer.Typer(
    name="shouwang",
    help="Shouwang 守望: keeps every household of a county from falling back into poverty.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

# Typer groups (module.commands) and plain commands (module.function).
GROUPS = ("policy", "demo", "facts", "journal", "database", "regions", "accounts")
COMMANDS = (
    ("screening", "screen"),
    ("screening", "explain"),
    ("database", "backup"),
    ("database", "restore"),
    ("server", "run"),
)


def _assemble() -> None:
    for module, function in COMMANDS:
        if importlib.util.find_spec(f"{__name__}.{module}"):
            found = importlib.import_module(f"{__name__}.{module}")
            app.command(function)(getattr(found, function))
    for module in GROUPS:
        if importlib.util.find_spec(f"{__name__}.{module}"):
            found = importlib.import_module(f"{__name__}.{module}")
            if hasattr(found, "commands"):
                app.add_typer(found.commands, name=module)


def main() -> None:
    """Run the command; a refusal becomes one sentence and exit code 2."""
    _assemble()
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


def refuse(sentence: str) -> None:
    """Say one sentence on standard error and end with exit code 2."""
    typer.echo(" ".join(sentence.split()), err=True)
    sys.exit(2)


def _system_sentence(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    if error.errno == 28:
        return f"The disk is full{where}: free some space and run the command again; nothing was half-written."  # noqa: E501
    return f"{error.strerror or error}{where}."


def _database_sentence(error: Exception) -> str:
    """PostgreSQL's refusals as a sentence; anything else is our mistake and shows its trace."""
    cause: BaseException | None = error
    while cause is not None:
        if type(cause).__module__.startswith("psycopg"):
            return f"The database refused: {str(cause).strip()}"
        cause = cause.__cause__
    traceback.print_exception(error)
    return f"Unexpected {type(error).__name__}: please report it with the lines above."
