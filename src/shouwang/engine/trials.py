"""Runs the cases of a pack on every engine there is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any

from shouwang.engine import inspecting
from shouwang.engine.errors import PackRefused
from shouwang.engine.facts.standard import FACTS
from shouwang.engine.pack.cases import PackCase, facts_of, household_id, person_id, read_cases
from shouwang.engine.pack.definitions import Pack
from shouwang.engine.parameters import Place
from shouwang.engine.screening import ENGINES, screen

Clue = Mapping[str, Any]


@dataclass(frozen=True)
class Result:
    """One case on one engine; the reason is empty when it passed."""

    case: str
    engine: str
    reason: str
    place: Place

    @property
    def passed(self) -> bool:
        return not self.reason


def engines_here() -> list[str]:
    """The engines this machine can run."""
    if find_spec("pyspark") is None:
        return [engine for engine in ENGINES if engine != "spark"]
    from shouwang.engine.backends.spark import available  # noqa: PLC0415  an optional dependency

    return [engine for engine in ENGINES if engine != "spark" or available()]


def run_cases(directory: Path | str, pack: Pack, engines: Iterable[str]) -> list[Result]:
    """The results of all cases on the engines; raises PackRefused when a case is not readable."""
    cases, findings = read_cases(directory, pack)
    if findings:
        raise PackRefused(count=len(findings), first=findings[0], findings=tuple(findings))
    numbered = sorted(enumerate(cases, start=1), key=lambda pair: (pair[1].on, pair[0]))
    results: list[Result] = []
    able = ENGINES if pack.standard is FACTS else inspecting.ENGINES
    for engine in (engine for engine in engines if engine in able):
        for on, group in groupby(numbered, key=lambda pair: pair[1].on):
            results += _run_together(list(group), pack, on, engine)
    return results


def _run_together(
    cases: list[tuple[int, PackCase]], pack: Pack, on: date, engine: str
) -> list[Result]:
    found = _found(cases, pack, on, engine)
    results = []
    for number, case in cases:
        fired = found.get((household_id(number), case.rule), [])
        own = [one for one in fired if _is_meant(one, number, case)]
        reason = judge(case, own[0] if own else None)
        results.append(Result(case.name, engine, reason, case.place))
    return results


def _found(
    cases: list[tuple[int, PackCase]], pack: Pack, on: date, engine: str
) -> dict[tuple[str, str], list[Clue]]:
    """Clues, or findings of a pack of another standard, by household and rule."""
    facts = facts_of(cases, pack.standard)
    if pack.standard is FACTS:
        rows = screen(facts, pack, on, engine=engine).clues.to_dicts()
    else:
        rows = inspecting.inspect(facts, pack, on, engine=engine).to_dicts()
    found: dict[tuple[str, str], list[Clue]] = {}
    for row in rows:
        found.setdefault((row["household_id"], row["rule"]), []).append(row)
    return found


def _is_meant(found: Clue, number: int, case: PackCase) -> bool:
    """A finding about a person counts when the case names that person, or nobody."""
    return case.person is None or found.get("person_id") == person_id(number, case.person)


def judge(case: PackCase, clue: Clue | None) -> str:
    """What differs from the case's expectation; empty when nothing does."""
    if (clue is not None) != case.fires:
        return f"{case.rule} {'did not fire' if case.fires else 'fired: ' + str(clue)}"
    if clue is None:
        return ""
    evidence = json.loads(clue["evidence"])
    for name, expected in case.evidence.items():
        wanted = expected.isoformat() if isinstance(expected, date) else expected
        if evidence.get(name) != wanted:
            return f"{name} is {evidence.get(name)}, not {wanted}"
    category = clue.get("proposed_category")
    if case.category is not None and category != case.category:
        return f"proposes {category}, not {case.category}"
    return ""
