"""Screens the Viet Nam Living Standards Survey 1997/98 and prints head counts.

python examples/vietnam-1998/run.py [--keep DIRECTORY]
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
from mapping import AS_OF, region_prefix, write_facts
from survey import CONDITIONS, Surveyed, persons_under, read_survey

POLICY = Path(__file__).with_name("policy")
README = Path(__file__).with_name("README.md")
BLOCK = "```text\n"
SIDES = {"all": None, "rural": False, "urban": True}

Say = Callable[[str], None]


def main() -> int:
    """Map, screen with the real command, count, compare with the file itself."""
    parser = argparse.ArgumentParser(description="Screen a public survey and print head counts.")
    parser.add_argument("--keep", type=Path, help="keep facts and clues in this directory")
    parser.add_argument("--readme", action="store_true", help="paste what is printed in README.md")
    asked = parser.parse_args()
    printed: list[str] = []
    with tempfile.TemporaryDirectory() as temporary:
        status = example(asked.keep or Path(temporary), say_to(printed))
    if asked.readme and status == 0:
        paste(printed)
    return status


def example(directory: Path, say: Say) -> int:
    """Exit status 0 when clues and file agree, 1 when they differ, or that of the command."""
    survey = read_survey()
    facts, clues = directory / "facts", directory / "clues.parquet"
    write_facts(survey, facts)
    say(f"{len(survey)} households, {sum(one.size for one in survey)} members")
    status = screen(facts, clues, say)
    if status != 0:
        return status
    found = pl.read_parquet(clues)
    agree = [report(rule, survey, found, say) for rule in CONDITIONS]
    say("")
    say("The clues and the file agree." if all(agree) else "The clues and the file differ.")
    return 0 if all(agree) else 1


def screen(facts: Path, clues: Path, say: Say) -> int:
    """`shouwang screen` as anyone would type it; its refusals go to standard error as they are."""
    command = Path(sys.executable).with_name("shouwang")
    options = ("--as-of", AS_OF.isoformat(), "--policy", POLICY, "--out", clues)
    done = subprocess.run(
        [command, "screen", facts, *options], stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode == 0:
        counts = json.loads(done.stdout.splitlines()[-1])
        counts.pop("seconds", None)
        say(json.dumps(counts))
    return done.returncode


def report(rule: str, survey: list[Surveyed], clues: pl.DataFrame, say: Say) -> bool:
    """Persons in households with a clue of the rule, beside the same count from the file."""
    say("")
    say(f"{rule:26}{'persons':>9}{'of':>9}{'clues':>9}{'file':>9}")
    agree = True
    for side, urban in SIDES.items():
        direct, persons = persons_under(survey, rule, urban)
        counted = persons_in(clues, rule, region_prefix(urban))
        agree = agree and counted == direct
        shares = "".join(f"{100 * count / persons:>7.1f} %" for count in (counted, direct))
        say(f"  {side:24}{counted:>9}{persons:>9}{shares}")
    return agree


def persons_in(clues: pl.DataFrame, rule: str, prefix: str) -> int:
    """Every rule of the pack shows the size of the household in its evidence."""
    chosen = clues.filter(pl.col("rule") == rule, pl.col("region").str.starts_with(prefix))
    return sum(json.loads(evidence)["size"] for evidence in chosen["evidence"])


def say_to(printed: list[str]) -> Say:
    """Prints a line and remembers it."""

    def say(line: str) -> None:
        printed.append(line)
        sys.stdout.write(line + "\n")

    return say


def paste(printed: list[str]) -> None:
    """Replace the first block of output in the README."""
    before, _, rest = README.read_text(encoding="utf-8").partition(BLOCK)
    _, _, after = rest.partition("```")
    README.write_text(f"{before}{BLOCK}{chr(10).join(printed)}\n```{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
