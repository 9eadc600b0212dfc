"""The engine: facts and a policy pack go in, clues with their reasons come out.

Pure Python over typed tables: it knows neither the web site nor the database, and no country's
rules. See docs/explanation/engine.md.
"""

from shouwang.engine.errors import EngineError
from shouwang.engine.facts.reading import Facts, read_facts
from shouwang.engine.pack.definitions import Indicator, Pack, Rule
from shouwang.engine.pack.reading import load_pack, read_pack
from shouwang.engine.parameters import Parameter, ParameterValue
from shouwang.engine.screening import Finding, Screening, screen

__all__ = [
    "EngineError",
    "Facts",
    "Finding",
    "Indicator",
    "Pack",
    "Parameter",
    "ParameterValue",
    "Rule",
    "Screening",
    "load_pack",
    "read_facts",
    "read_pack",
    "screen",
]
