"""One subject in its own process: `python -m tests.bench.child SUBJECT FACTS OUT`.

Prints one line of JSON. The seconds run from after the imports to the output file being whole.
"""

import datetime as dt
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

from .yardstick import TABLES, Setting, screen
from .yardstick_checks import faults

AS_OF = dt.date(2024, 6, 30)
# Jiangxi, fen a head: the monitoring line of 2024 and the rural disposable income of 2023
LINE_FEN, RURAL_INCOME_FEN = 850_000, 2_135_800


def setting(facts: Path) -> Setting:
    return Setting(facts, AS_OF, LINE_FEN, RURAL_INCOME_FEN)


def read(facts: Path, out: Path) -> dict[str, int]:
    """Every column the rules use into memory, table after table, and nothing done with it."""
    scans = [setting(facts).scan(table) for table in TABLES]
    for scan in scans:
        scan.collect(engine="streaming")
    return {}


def decode(facts: Path, out: Path) -> dict[str, int]:
    """The same columns decoded piece by piece and dropped at once: the floor of any reading."""
    scans = [setting(facts).scan(table) for table in TABLES]
    for scan in scans:
        scan.select(pl.all().null_count()).collect(engine="streaming")
    return {}


def yardstick(facts: Path, out: Path) -> dict[str, int]:
    return {"clues": screen(setting(facts), out)}


def yardstick_checked(facts: Path, out: Path) -> dict[str, int]:
    """The same after checking the facts by hand, as an engine must."""
    return {"faults": faults(setting(facts)), "clues": screen(setting(facts), out)}


def engine(name: str) -> Callable[[Path, Path], dict[str, int]]:
    """The engine as the command runs it: pack, checks, rules, sorted output file."""
    from shouwang.engine import load_pack, read_facts
    from shouwang.engine import screen as screen_facts

    def run(facts: Path, out: Path) -> dict[str, int]:
        pack = load_pack("cn")
        result = screen_facts(read_facts(facts), pack, AS_OF, engine=name)
        result.write(out)
        return {"clues": result.clue_count}

    return run


def main() -> None:
    subject, facts, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    subjects = {
        "read": read,
        "decode": decode,
        "yardstick": yardstick,
        "yardstick-checked": yardstick_checked,
    }
    run = subjects[subject] if subject in subjects else engine(subject)
    started, worked = time.perf_counter(), time.process_time()
    answer = run(facts, out)
    seconds, cpu = time.perf_counter() - started, time.process_time() - worked
    measured = {"seconds": round(seconds, 3), "cpu_seconds": round(cpu, 3)}
    sys.stdout.write(json.dumps(measured | answer) + "\n")


if __name__ == "__main__":
    main()
