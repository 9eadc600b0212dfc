"""The engine and the plain reading of the rules find the same clues in the demonstration data."""

from datetime import date
from pathlib import Path

from shouwang.engine import load_pack, read_facts, screen

from . import screening


def test_the_same_households_under_every_rule(small_county: Path) -> None:
    as_of = date(2024, 6, 30)
    facts = small_county / "facts"
    plain = screening.fired(screening.read(facts), as_of)
    expected = {
        (household, rule)
        for rule in plain.columns[2:]
        for household in plain.filter(rule)["household_id"]
    }
    found = screen(read_facts(facts), load_pack("cn"), as_of)
    clues = [part.select("household_id", "rule") for part in found.parts()]
    assert {pair for part in clues for pair in part.iter_rows()} == expected
