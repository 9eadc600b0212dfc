"""Every command explains itself, is documented, and starts before anything heavy is loaded."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from shouwang.site.cli import app

COMMANDS_PAGE = Path(__file__).parents[3] / "docs/reference/commands.md"
HEAVY = ("django", "polars", "narwhals", "pyarrow", "numpy", "psycopg", "cryptography", "yaml")


def _walk(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    if not hasattr(command, "commands"):
        yield path, command
        return
    for name, inner in command.commands.items():
        yield from _walk(inner, f"{path} {name}")


COMMANDS = dict(_walk(typer.main.get_command(app), "shouwang"))


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_has_help_with_an_example_of_itself(path):
    text = " ".join((COMMANDS[path].help or "").split())
    assert re.match(r"[A-Z].{10,}\.", text)
    assert f"{path} " in text.partition("Example: ")[2] + " "


@pytest.mark.parametrize("path", COMMANDS)
def test_every_option_and_argument_says_what_it_is(path):
    silent = [
        parameter.name
        for parameter in COMMANDS[path].params
        if parameter.name != "help"
        and not getattr(parameter, "help", None)
        and not getattr(parameter, "prompt", None)
    ]
    assert silent == []


def test_every_command_is_documented_and_no_other():
    headings = re.findall(r"^### `(shouwang [a-z -]+)", COMMANDS_PAGE.read_text(), re.MULTILINE)
    assert [heading.strip() for heading in headings] == sorted(COMMANDS)


@pytest.mark.parametrize("path", COMMANDS)
def test_every_option_is_documented_with_its_command(path):
    page = COMMANDS_PAGE.read_text()
    section = page.partition(f"### `{path}")[2].partition("\n### ")[0]
    options = {
        name
        for parameter in COMMANDS[path].params
        for name in parameter.opts
        if name.startswith("--") and name != "--help"
    }
    assert options - set(re.findall(r"--[a-z-]+", section)) == set()


def test_the_command_line_loads_nothing_heavy():
    code = f"import shouwang.site.cli, sys; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "[]\n"
